import { useTranslation } from '../lang/translation'
import { useMailTrial, useRemoveMail, useSaveMail } from './mail'
import { differing, MAIL_FIELDS, type MailSettings, mailSettingsOf, problemsOf, tidy, toSend } from './mail-draft'
import { MailSections } from './mail-sections'
import { MailTrialSection } from './mail-trial'
import { TriedForm } from './tried-form'

interface Props {
  /** As the server has it now. */
  saved: MailSettings
  onRemoved: () => void
}

export function MailForm({ saved, onRemoved }: Props) {
  const { t } = useTranslation()
  const put = useSaveMail()
  const trial = useMailTrial()
  return (
    <TriedForm
      of="mail"
      saved={saved}
      subject={{ tidy, differing, put: async (draft, version = 0) => mailSettingsOf(await put.mutateAsync(toSend(draft, version))) }}
      fields={MAIL_FIELDS}
      nameOf={(field) => t(`settings.mail.field.${field}`)}
      problemsOf={(draft) => problemsOf(draft, saved)}
      // A port out of its range is told by the code that hours have too.
      wordOf={(field, code) => (field === 'port' ? 'port' : code)}
      trial={trial}
      remove={useRemoveMail()}
      onRemoved={onRemoved}
    >
      {({ draft, change, problem, complete, dirty }) => (
        <>
          <MailSections draft={draft} saved={saved} change={change} problem={problem} />
          <MailTrialSection
            trial={trial}
            unsaved={dirty}
            problem={problem('to')}
            onTry={(to) => complete() && trial.mutate({ draft: toSend(draft, saved.version), to })}
          />
        </>
      )}
    </TriedForm>
  )
}
