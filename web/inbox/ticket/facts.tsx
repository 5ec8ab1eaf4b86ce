import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { KnownTicket } from '../api/types'
import { StatusBadge } from '../tickets/status-badge'
import { useTicketWords } from '../tickets/words'
import { Moment } from '../time/moment'
import { TimeLeft } from '../time/time-left'
import { safe } from '../../shared/links'
import classes from './facts.module.css'

/** What is known of the ticket. A fact that doesn't exist has no line. */
export function Facts({ ticket }: { ticket: KnownTicket }) {
  const { t } = useTranslation()
  const { summary, pageUrl, locale } = ticket
  const words = useTicketWords()(summary)
  const { name, email } = summary.requester
  const page = pageUrl === undefined ? undefined : safe(pageUrl)
  return (
    <div className={classes.facts}>
      <section>
        <h2 className={classes.heading}>{t('facts.requester')}</h2>
        <dl className={classes.list}>
          <Fact label={t('facts.name')}>{name || words.requester}</Fact>
          {email && (
            <Fact label={t('facts.email')}>
              <span className={classes.copied}>
                <a href={`mailto:${email}`}>{email}</a>
                <Copy value={email} label={t('facts.copyEmail')} />
              </span>
            </Fact>
          )}
          {locale && <Fact label={t('facts.language')}>{t(`language.${locale}`)}</Fact>}
          {page && (
            <Fact label={t('facts.page')}>
              <a href={page} target="_blank" rel="noopener noreferrer nofollow">
                {page.replace(/^https?:\/\//, '')}
              </a>
            </Fact>
          )}
        </dl>
      </section>
      <section>
        <h2 className={classes.heading}>{t('facts.ticket')}</h2>
        <dl className={classes.list}>
          <Fact label={t('facts.id')}>
            <span className={classes.copied}>
              #{summary.number}
              <Copy value={String(summary.number)} label={t('facts.copyNumber')} />
            </span>
          </Fact>
          <Fact label={t('facts.status')}>
            <StatusBadge state={summary.state} />
          </Fact>
          <Fact label={t('facts.agent')}>{summary.agent?.name ?? t('list.nobody')}</Fact>
          <Fact label={t('facts.channel')}>{summary.channel.name}</Fact>
          <Fact label={t('facts.created')}>
            <Moment at={summary.createdAt} as="exact" />
          </Fact>
          {summary.closedAt && (
            <Fact label={t('facts.closed')}>
              <Moment at={summary.closedAt} as="exact" />
            </Fact>
          )}
          <Fact label={t('facts.lastMessage')}>
            <Moment at={summary.lastMessage.at} as="relative" />
            {' · '}
            {t(`facts.from.${summary.lastMessage.from}`)}
            <div>
              <TimeLeft ticket={summary} />
            </div>
          </Fact>
        </dl>
      </section>
    </div>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Copy({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('facts.copied') : label}>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={copied ? t('facts.copied') : label}>
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
