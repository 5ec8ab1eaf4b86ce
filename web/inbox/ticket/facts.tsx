import { Suspense } from 'react'
import type { KnownTicket } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { lazyPart } from '../shell/lazily'
import { useTicketWords } from '../tickets/words'
import { Moment } from '../time/moment'
import { TimeLeft } from '../time/time-left'
import { safe } from '../../shared/links'
import type { Closing } from './closing'
import { Copy } from './copy'
import { Fact } from './fact'
import { FactsSection } from './facts-section'
import classes from './facts.module.css'
import type { Commands } from './opening'
import { Orders } from './orders'
import { PlainProperties } from './plain-properties'

const Properties = lazyPart(() => import('./properties'))
const SenderFact = lazyPart(() => import('../contacts/sender-fact'))

interface Props {
  ticket: KnownTicket
  commands: Commands
  closing: Closing
  /** Asks who the sender is, where the chat didn't. */
  onAskSender: () => void
}

/** What is known of the ticket. A fact that doesn't exist has no line. */
export function Facts({ ticket, commands, closing, onAskSender }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { summary, pageUrl, locale } = ticket
  const words = useTicketWords()(summary)
  const { name, email } = summary.requester
  const page = pageUrl === undefined ? undefined : safe(pageUrl)
  return (
    <div className={classes.facts}>
      <div className={classes.about}>
        <FactsSection name="requester" title={t('facts.requester')}>
          <Suspense>
            <SenderFact ticket={summary} onAsk={onAskSender} />
          </Suspense>
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
        </FactsSection>
        <FactsSection name="properties" title={t('property.title')}>
          {may(me, 'ticket.write') ? (
            <Suspense fallback={<PlainProperties ticket={summary} />}>
              <Properties ticket={summary} commands={commands} closing={closing} />
            </Suspense>
          ) : (
            <PlainProperties ticket={summary} />
          )}
        </FactsSection>
        <FactsSection name="ticket" title={t('facts.ticket')}>
          <dl className={classes.list}>
            <Fact label={t('facts.id')}>
              <span className={classes.copied}>
                #{summary.number}
                <Copy value={String(summary.number)} label={t('facts.copyNumber')} />
              </span>
            </Fact>
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
        </FactsSection>
      </div>
      <Orders ticket={summary} />
    </div>
  )
}
