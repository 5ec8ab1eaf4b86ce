import { Avatar as Circle } from '@mantine/core'

/** White text on each has a contrast over 4.5:1. */
const COLOURS = ['#0b7a75', '#1864ab', '#5f3dc4', '#862e9c', '#a61e4d', '#a03a00', '#2b6a30', '#495057']

interface Props {
  person: { id: string; name: string; photo?: string | undefined }
  size: number
}

/** An agent's photo, or their initials in a colour of their own. Their name stands beside it. */
export function Avatar({ person: { id, name, photo }, size }: Props) {
  const colour = COLOURS[parseInt(id.slice(0, 8), 16) % COLOURS.length]!
  return (
    <Circle
      src={photo && `/api/v1/agents/${id}/photo?v=${photo}`}
      name={name}
      alt=""
      size={size}
      variant="filled"
      color={colour}
      autoContrast={false}
      aria-hidden
    />
  )
}
