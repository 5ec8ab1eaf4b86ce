import { ActionIcon, Tooltip } from '@mantine/core'
import { IconAt, IconMessageBolt } from '@tabler/icons-react'
import { useTranslation } from '../lang/translation'
import type { Sign } from './trigger'
import type { Suggest } from './use-suggest'

/** Begins a search for those who don't know its sign. */
export function SignButton({ sign, suggest, disabled }: { sign: Sign; suggest: Suggest; disabled: boolean }) {
  const { t } = useTranslation()
  const label = sign === '/' ? t('canned.button') : t('mention.button')
  const Picture = sign === '/' ? IconMessageBolt : IconAt
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label={label}
        disabled={disabled}
        // A phone's line has no room for it, and its keyboard has the sign at hand.
        {...(sign === '@' && { visibleFrom: 'sm' as const })}
        // The caret stays where the sign is to stand.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => suggest.begin(sign)}
      >
        <Picture size={19} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
