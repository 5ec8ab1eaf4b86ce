import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { BaseLinkerAccount } from '../api/types'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { NameField } from '../settings/name-field'
import { SecretField } from '../settings/secret-field'
import { useWordForm } from '../settings/use-word-form'
import { WordForm } from '../settings/word-dialog'
import { tidyName } from '../settings/word-draft'
import { useSaveAccount } from './accounts'

/** As the server has them (api/baselinker_accounts.go). */
const USUAL_BUDGET = 60
const MIN_BUDGET = 10
const MAX_BUDGET = 1000
const MAX_TOKEN = 200

interface Props {
  /** Undefined for a new one. */
  account: BaseLinkerAccount | undefined
  onDone: () => void
}

/** Connects an account, or changes one. A saved token is never shown: it stays, or another one is given. */
export function AccountForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  // Made once: a save whose answer was lost, tried again, makes no second account.
  const [id] = useState(() => account?.id ?? uuid())
  // The version that this editing began with: somebody may save meanwhile.
  const [version] = useState(account?.version ?? 0)
  // One that BaseLinker refuses is to be given anew.
  const [mayStay] = useState(account !== undefined && account.rejected === undefined)
  const initial = {
    name: account?.name ?? '',
    token: mayStay ? undefined : ('' as string | undefined),
    budget: (account?.budget ?? USUAL_BUDGET) as number | string,
  }
  const form = useWordForm(undefined, initial, useSaveAccount(), onDone)
  const { draft, change, problem } = form
  const save = () => {
    const { name, token, budget } = draft
    form.save({ id, draft: { version, name: tidyName(name), budget: Math.trunc(Number(budget)) || 0, ...(token !== undefined && { token: token.trim() }) } })
  }
  return (
    <WordForm error={form.error} fields={['name', 'token', 'budget']} saving={form.saving} {...(!account && { submit: t('baselinker.connectButton') })} onSave={save} onCancel={onDone}>
      <NameField value={draft.name} onChange={(name) => change({ name })} error={problem('name')} />
      <SecretField
        field="token"
        label={t('baselinker.token')}
        hint={t('baselinker.tokenHint')}
        value={draft.token}
        mayStay={mayStay}
        again={undefined}
        maxLength={MAX_TOKEN}
        required
        onChange={(token) => change({ token })}
        error={problem('token')}
      />
      <NumberInput
        label={t('baselinker.budget')}
        description={t('baselinker.budgetHint')}
        data-field="budget"
        min={MIN_BUDGET}
        max={MAX_BUDGET}
        clampBehavior="none"
        allowDecimal={false}
        value={draft.budget}
        onChange={(budget) => change({ budget })}
        error={problem('budget')}
      />
    </WordForm>
  )
}
