import { Switch } from '@mantine/core'
import { IconAlertTriangle, IconGripVertical } from '@tabler/icons-react'
import { type PointerEvent, useState } from 'react'
import { Link } from 'wouter'
import type { Rule } from '../api/types'
import { useTranslation } from '../lang/translation'
import rowLink from '../shell/row-link.module.css'
import rows from '../shell/rows.module.css'
import { useComplaint } from '../shell/use-complaint'
import { Moment } from '../time/moment'
import { ruleLogPath, rulePath } from './addresses'
import { useDiagnosticText } from './diagnostic-text'
import { EnableDialog } from './enable-dialog'
import { useGone } from './gone'
import classes from './list-page.module.css'
import { RuleMenu } from './rule-menu'
import { useSwitchRule } from './rules'
import { useEventText } from './words'

interface Props {
  rule: Rule
  /** From 1. */
  place: number
  total: number
  mark: string | undefined
  onDrag: (event: PointerEvent) => void
  onMove: (steps: -1 | 1) => void
  /** It was deleted from here. */
  onGone: () => void
}

export function RuleRow({ rule, place, total, mark, onDrag, onMove, onGone }: Props) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const eventText = useEventText()
  const diagnosticText = useDiagnosticText()
  const change = useSwitchRule()
  const [asking, setAsking] = useState(false)
  const { settings, diagnostics = [] } = rule
  const { name } = settings
  const wrong = diagnostics[0]
  const gone = useGone(settings.actions)[0]
  const turn = (enabled: boolean) =>
    change.mutate({ id: rule.id, version: rule.version, enabled }, { onSuccess: () => setAsking(false), ...(!enabled && { onError: complain }) })
  return (
    <li className={`${rowLink.row} ${classes.row}`} data-rule={rule.id} data-mark={mark}>
      <span className={classes.handle} onPointerDown={onDrag} title={t('rules.drag')} data-handle>
        <IconGripVertical size={16} aria-hidden />
        {place}.
      </span>
      <Switch
        className={classes.own}
        checked={rule.enabled}
        disabled={change.isPending}
        aria-label={t('rules.switch', { name })}
        onChange={(event) => (event.currentTarget.checked ? setAsking(true) : turn(false))}
      />
      <div>
        <Link className={`${rowLink.link} ${rows.link}`} href={rulePath(rule.id)}>
          {name}
        </Link>
        {settings.description !== '' && <div className={rows.soft}>{settings.description}</div>}
        {rule.switchedOff && (
          <div className={classes.warning}>
            <IconAlertTriangle size={16} aria-hidden />
            {t(`rules.switchedOff.${rule.switchedOff}`)}
          </div>
        )}
        {wrong && (
          <div className={classes.warning}>
            <IconAlertTriangle size={16} aria-hidden />
            <span>{diagnosticText(wrong)}</span>
          </div>
        )}
        {gone && (
          <div className={classes.warning}>
            <IconAlertTriangle size={16} aria-hidden />
            <span>{t('rules.goneAction', { action: t(`rules.action.kind.${gone.kind}`) })}</span>
          </div>
        )}
      </div>
      <div className={rows.soft}>{settings.triggers.length === 0 ? t('rules.noEvents') : settings.triggers.map(eventText).join(', ')}</div>
      <div className={rows.soft}>
        <div>
          {rule.lastMatchedAt === undefined ? (
            t('rules.neverMatched')
          ) : (
            <>
              {t('rules.lastMatched')} <Moment at={rule.lastMatchedAt} as="relative" />
            </>
          )}
        </div>
        {rule.matched30Days > 0 && <div>{t('rules.matched30', { count: rule.matched30Days })}</div>}
        {rule.failed30Days > 0 && (
          <div className={classes.own}>
            <Link className={classes.bad} href={`${ruleLogPath(rule.id)}?failed`}>
              {t('rules.failed30', { count: rule.failed30Days })}
            </Link>
          </div>
        )}
      </div>
      <div className={classes.own}>
        <RuleMenu rule={rule} first={place === 1} last={place === total} onMove={onMove} onGone={onGone} />
        <EnableDialog
          opened={asking}
          onClose={() => {
            setAsking(false)
            change.reset()
          }}
          rule={settings}
          busy={change.isPending}
          error={change.error}
          onEnable={() => turn(true)}
        />
      </div>
    </li>
  )
}
