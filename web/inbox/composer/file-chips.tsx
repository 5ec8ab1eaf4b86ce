import { ActionIcon, Button, Progress, VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { MAX_FILES } from '../files/limits'
import { sizeWords } from '../files/size'
import { useTranslation } from '../lang/translation'
import { useErrorText } from '../shell/error-text'
import type { DraftPart } from './draft'
import { type DraftFile, mayRetry, readiness } from './draft-files'
import type { TicketDraft } from './drafts'
import classes from './file-chips.module.css'
import { Thumbnail } from './thumbnail'

interface Props {
  ticket: string
  part: DraftPart
  draft: TicketDraft
  /** How many of those added last had no room. */
  leftOut: number
  onRemoved: () => void
}

/** The files that go with a reply or note. */
export function FileChips({ ticket, part: { files, leaving }, draft, leftOut, onRemoved }: Props) {
  const { t } = useTranslation()
  const ready = readiness(files)
  const sending = files.filter(({ state }) => state.name === 'sending' || state.name === 'waiting').length
  return (
    <>
      {files.length > 0 && (
        <ul className={classes.chips} aria-label={t('files.list')}>
          {files.map((file) => (
            <Chip
              key={file.id}
              ticket={ticket}
              file={file}
              draft={draft}
              onRemove={() => {
                draft.detach(file.id)
                onRemoved()
              }}
            />
          ))}
        </ul>
      )}
      <div role="status">
        {leaving && <p className={classes.note}>{t('files.leaving')}</p>}
        {leftOut > 0 && <p className={classes.warning}>{t('files.leftOut', { count: leftOut, max: MAX_FILES })}</p>}
        {ready === 'many' && <p className={classes.warning}>{t('files.many', { max: MAX_FILES })}</p>}
        {ready === 'refused' && <p className={classes.note}>{t('files.undecided')}</p>}
        <VisuallyHidden>{sending > 0 ? t('files.underWay', { count: sending }) : files.length > 0 ? t('files.added', { count: files.length }) : ''}</VisuallyHidden>
      </div>
    </>
  )
}

function Chip({ ticket, file, draft, onRemove }: { ticket: string; file: DraftFile; draft: TicketDraft; onRemove: () => void }) {
  const { t, i18n } = useTranslation()
  const errorText = useErrorText()
  const { name, size, state } = file
  return (
    <li className={classes.chip} data-state={state.name}>
      <Thumbnail ticket={ticket} file={file} local={draft.fileOf(file.id)} />
      <div className={classes.words}>
        <span className={classes.name} title={name}>
          {name}
        </span>
        {state.name === 'refused' ? (
          <span className={classes.wrong} role="alert">
            {errorText(state)}
          </span>
        ) : (
          <span className={classes.soft}>
            {state.name === 'kept'
              ? sizeWords(size, i18n.language)
              : state.name === 'waiting'
                ? t('files.waiting')
                : state.part === 0
                  ? t('files.queued')
                  : state.part === 1
                    ? t('files.processing')
                    : t('files.sending', { percent: Math.floor(state.part * 100) })}
          </span>
        )}
        {state.name === 'sending' && (
          <Progress size={3} mt={3} value={state.part * 100} animated={state.part === 1} striped={state.part === 1} aria-label={t('files.progress', { name })} />
        )}
        {mayRetry(state) && draft.fileOf(file.id) && (
          <Button size="compact-xs" variant="default" mt={4} aria-label={t('files.again', { name })} onClick={() => draft.again(file.id)}>
            {t('retry')}
          </Button>
        )}
      </div>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('files.remove', { name })} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </li>
  )
}
