import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { asApiError } from '../api/error'
import type { ChannelDraft, Visibility } from '../api/types'
import { useProblemText } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { useErrorText } from '../shell/error-text'
import { useShowing } from './use-check'

/** Whether the chat would show on a page, by the settings as they stand here. */
export function ShowingCheck({ draft }: { draft: ChannelDraft }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const problemText = useProblemText()
  const words = useShowingWords(draft.targeting.list)
  const [url, setUrl] = useState('')
  const check = useShowing(draft, url)
  const error = check.error ? asApiError(check.error) : undefined
  const visibility = error || !check.settled ? undefined : check.data?.visibility
  return (
    <div>
      <TextInput
        label={t('channels.targeting.check')}
        description={t('channels.targeting.checkHint')}
        placeholder="/produkty/buty"
        maxLength={2000}
        spellCheck={false}
        autoCapitalize="off"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault() // asks nothing to be saved
        }}
        error={error && url.trim() !== '' && (error.field === undefined ? errorText(error) : problemText(error.code))}
      />
      <Text size="sm" role="status" mt={6} fw={600}>
        {url.trim() !== '' && visibility && words(visibility)}
      </Text>
    </div>
  )
}

function useShowingWords(list: ChannelDraft['targeting']['list']): (visibility: Visibility) => string {
  const { t } = useTranslation()
  return ({ because, path = '' }) => {
    switch (because) {
      case 'everywhere':
        return t('channels.shows.everywhere')
      case 'listed':
        return list === 'allow' ? t('channels.shows.allowed', { path }) : t('channels.shows.denied', { path })
      case 'not_listed':
        return list === 'allow' ? t('channels.shows.notAllowed') : t('channels.shows.notDenied')
      case 'other_shop':
        return t('channels.shows.otherShop')
      case 'switched_off':
        return t('channels.shows.switchedOff')
    }
  }
}
