import { ActionIcon, Button, Text, Textarea } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { FieldGroup } from '../form/field-group'
import { useProblemText } from '../form/problem-text'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import type { SectionProps } from './fields'
import classes from './path-list.module.css'
import { addLines, originsOf, type PathProblem } from './paths'

/** The listed paths, and the field that adds to them. */
export function PathList({ draft, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<PathProblem>()
  const field = useRef<HTMLTextAreaElement>(null)
  const { list, paths } = draft.targeting

  const set = (next: string[]) => change({ targeting: { list, paths: next } })
  const add = () => {
    const added = addLines(typed, originsOf(draft), paths)
    if (added.paths.length > paths.length) set(added.paths)
    setTyped(added.rest)
    setWrong(added.problem)
    field.current?.focus()
  }

  return (
    <>
      <FieldGroup label={t('channels.targeting.paths')} field="targeting.paths" error={problem('targeting.paths')}>
        {paths.length === 0 ? (
          list === 'allow' ? (
            <WarningNote>{t('channels.targeting.nowhere')}</WarningNote>
          ) : (
            <Text size="sm" c="dimmed">
              {t('channels.targeting.everywhere')}
            </Text>
          )
        ) : (
          <ul className={classes.list}>
            {paths.map((path, at) => (
              <li key={path} className={classes.path}>
                <div className={classes.words}>
                  <code>{path}</code>
                  {problem(`targeting.paths.${at}`) && <div className={classes.problem}>{problem(`targeting.paths.${at}`)}</div>}
                </div>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  data-field={`targeting.paths.${at}`}
                  aria-label={t('channels.targeting.remove', { path })}
                  onClick={() => {
                    set(paths.toSpliced(at, 1))
                    // The button is gone; the keyboard goes on from the field.
                    field.current?.focus({ preventScroll: true })
                  }}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
      </FieldGroup>
      <Textarea
        ref={field}
        label={t('channels.targeting.newPath')}
        description={t('channels.targeting.newPathHint')}
        placeholder="/koszyk/*"
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        autoCapitalize="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setWrong(undefined)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          add()
        }}
        error={wrong && problemText(wrong)}
        inputContainer={(input) => (
          <div className={classes.line}>
            <div className={classes.input}>{input}</div>
            <Button variant="default" onClick={add}>
              {t('channels.targeting.add')}
            </Button>
          </div>
        )}
      />
    </>
  )
}
