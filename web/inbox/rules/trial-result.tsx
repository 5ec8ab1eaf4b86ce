import { Anchor, Button, SegmentedControl, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconCheck, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { RuleTrialRow } from '../api/types'
import { useTranslation } from '../lang/translation'
import { Moment } from '../time/moment'
import { Explanation } from './explanation'
import type { Trial } from './use-trial'
import classes from './trial-result.module.css'
import { useEventText } from './words'

/** So many more at a time. */
const PAGE = 50

/** What a trial found: how many, and each with its reasons. */
export function TrialResult({ trial: { rows, looked, matched, times, state }, way }: { trial: Trial; way: 'last' | 'number' | 'text' }) {
  const { t } = useTranslation()
  const [which, setWhich] = useState<'matched' | 'others'>('matched')
  const [shown, setShown] = useState(PAGE)
  const found = useRef<HTMLDivElement>(null)
  // The button often stands at the page's lower edge.
  useEffect(() => {
    void found.current?.scrollIntoView({ block: 'nearest' }) // newer browsers answer with a promise
  }, [])
  const many = way === 'last'
  const listed = many ? rows.filter((row) => row.matched === (which === 'matched')) : rows
  return (
    <>
      <div ref={found} role="status" style={{ scrollMarginBottom: 200 }}>
        {state !== 'running' && (
          <Text size="sm" fw={600}>
            {many ? t('rules.try.found', { matched, looked, times: t('rules.try.times', { count: times }) }) : matched > 0 ? t('rules.try.matches') : t('rules.try.matchesNot')}
          </Text>
        )}
      </div>
      {many && rows.length > 0 && (
        <SegmentedControl
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          aria-label={t('rules.try.show')}
          data={[
            { value: 'matched', label: t('rules.try.matched', { count: rows.filter((row) => row.matched).length }) },
            { value: 'others', label: t('rules.try.others', { count: rows.filter((row) => !row.matched).length }) },
          ]}
          value={which}
          onChange={(value) => {
            setWhich(value as 'matched' | 'others')
            setShown(PAGE)
          }}
        />
      )}
      {!many && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('rules.try.noneHappened')}
        </Text>
      )}
      {listed.length > 0 && (
        <ul className={classes.rows} aria-label={t('rules.try.result')}>
          {listed.slice(0, shown).map((row, at) => (
            <Row key={row.ticketId ?? at} row={row} open={!many} />
          ))}
        </ul>
      )}
      {listed.length > shown && (
        <div>
          <Button size="xs" variant="default" onClick={() => setShown(shown + PAGE)}>
            {t('contacts.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Row({ row, open: begin }: { row: RuleTrialRow; open: boolean }) {
  const { t } = useTranslation()
  const eventText = useEventText()
  const [open, setOpen] = useState(begin)
  const id = useId()
  const Sign = row.matched ? IconCheck : IconX
  const Turn = open ? IconChevronDown : IconChevronRight
  const { event, seq, at } = row
  return (
    <li className={classes.row} data-matched={row.matched}>
      <div className={classes.head}>
        <Sign size={18} className={classes.sign} aria-label={row.matched ? t('rules.try.yes') : t('rules.try.no')} role="img" />
        <div className={classes.words}>
          {row.ticketId !== undefined && (
            // A page of its own: a link of the router's would leave the rule, whatever its target.
            <Anchor href={`/inbox/tickets/${row.ticketId}`} target="_blank" size="sm" className={classes.ticket}>
              #{row.number} {row.subject}
            </Anchor>
          )}
          <div className={classes.soft}>
            {[row.requester, event && eventText({ event }), row.ticketId !== undefined && seq !== undefined && t('rules.try.entry', { seq }), (row.times ?? 0) > 1 && t('rules.try.times', { count: row.times ?? 0 })]
              .filter(Boolean)
              .join(' · ')}
            {at !== undefined && row.ticketId !== undefined && (
              <>
                {' · '}
                <Moment at={at} as="exact" />
              </>
            )}
          </div>
        </div>
        <UnstyledButton className={classes.why} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <Turn size={16} aria-hidden /> {t('rules.why')}
        </UnstyledButton>
      </div>
      <div id={id} hidden={!open} className={classes.explanation}>
        {open && <Explanation of={row.explanation} />}
      </div>
    </li>
  )
}
