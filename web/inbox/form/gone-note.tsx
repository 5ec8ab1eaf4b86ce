import { Button, Text } from '@mantine/core'
import { WarningNote } from './warning-note'

interface Props {
  title: string
  text: string
  /** What `create` does, in words. */
  action: string
  create: () => void
  creating: boolean
}

/** What is edited was deleted meanwhile; what stands here isn't lost. */
export function GoneNote({ title, text, action, create, creating }: Props) {
  return (
    <WarningNote role="alert" title={title}>
      <Text size="sm">{text}</Text>
      <Button size="xs" variant="default" mt="sm" onClick={create} loading={creating}>
        {action}
      </Button>
    </WarningNote>
  )
}
