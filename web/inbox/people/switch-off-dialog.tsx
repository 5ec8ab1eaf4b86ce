import { Checkbox } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { CompanyAgent } from '../api/types'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import { UsingRules } from '../settings/naming-rules'
import type { Dialog } from '../settings/use-dialog'
import { useComplaint } from '../shell/use-complaint'
import { useReleaseTickets, useSwitchPerson } from './people'

/** Asks before somebody is logged out and stays out, and what becomes of their open tickets. */
export function SwitchOffDialog({ dialog }: { dialog: Dialog<CompanyAgent> }) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const turn = useSwitchPerson()
  const release = useReleaseTickets()
  const [kept, setKept] = useState(false)
  const { about: person, close } = dialog
  const confirm = () => {
    if (!person) return
    turn.mutate(
      { id: person.id, active: false },
      {
        onSuccess: () => {
          notifications.show({ withCloseButton: false, message: t('people.offDone', { name: person.name }) })
          close()
          // Should it fail, the person's menu offers it again.
          if (!kept) release.mutate(person.id, { onError: complain })
        },
      },
    )
  }
  return (
    <DangerDialog
      opened={dialog.opened}
      title={t('people.offTitle', { name: person?.name ?? '' })}
      text={t('people.offText')}
      action={t('people.switchOff')}
      onAction={confirm}
      onClose={() => {
        close()
        turn.reset()
        setKept(false)
      }}
      busy={turn.isPending}
      error={turn.error}
    >
      <UsingRules list="agents" word={person} />
      {person && person.openTickets > 0 && (
        <Checkbox
          mt="md"
          label={t('people.offTickets', { number: person.openTickets })}
          description={t('people.offKeep')}
          checked={!kept}
          onChange={(event) => setKept(!event.currentTarget.checked)}
        />
      )}
    </DangerDialog>
  )
}
