import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '@mantine/core'
import { IconBookmark, IconDeviceFloppy, IconX } from '@tabler/icons-react'
import { notifications } from '@mantine/notifications'
import type { TicketFilter } from '../api/types'
import { uuid } from '../api/uuid'
import { useTranslation } from '../lang/translation'
import { isAltered, useSavedFilter, useSaveFilter } from '../saved/saved-filters'
import { NameForm } from '../settings/name-form'
import { useDialog } from '../settings/use-dialog'
import { WordDialog } from '../settings/word-dialog'
import { useComplaint } from '../shell/use-complaint'
import { shortDay } from '../time/dates'
import { dayOf, without } from './days'
import { CHOICES, fieldsIn, type Known, PERIODS } from './filter'
import classes from './filter-parts.module.css'
import { FilterPanel } from './filter-panel'
import { type Listing, listingQuery } from './listing'
import { useKnown } from './use-known'
import { listPath } from './view'

export interface FilterPartsProps {
  listing: Listing
  saved: string | undefined
  /** The panel is open. */
  filtering: boolean
  onFiltered: () => void
}

/** What a list is narrowed to, field by field, the panel to change it, and the ways to keep it. */
export default function FilterParts({ listing, saved, filtering, onFiltered }: FilterPartsProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const complain = useComplaint()
  const known = useKnown()
  const opened = useSavedFilter(saved)
  const naming = useDialog<undefined>()
  const save = useSaveFilter()
  // One id for as long as the name is asked for: a second try saves the same.
  const [fresh, setFresh] = useState(uuid)
  const { view, sort, filter } = listing
  const altered = opened ? isAltered(opened, listing) : listingQuery(listing) !== ''
  const narrowed = fieldsIn(filter) > 0

  const show = (next: TicketFilter) => navigate(listPath({ ...listing, filter: next }, saved))
  const update = () =>
    opened &&
    save.mutate(
      { id: opened.id, draft: { name: opened.name, view, sort, filter } },
      { onSuccess: () => notifications.show({ withCloseButton: false, autoClose: 2_000, message: t('form.saved') }), onError: complain },
    )
  const keep = {
    isPending: save.isPending,
    mutate: (name: string, then: { onSuccess: () => void; onError: (thrown: Error) => void }) =>
      save.mutate(
        { id: fresh, draft: { name, view, sort, filter } },
        {
          onSuccess: () => {
            then.onSuccess()
            setFresh(uuid())
            navigate(listPath(listing, fresh), { replace: true })
          },
          onError: then.onError,
        },
      ),
  }

  return (
    <>
      {(narrowed || altered) && (
        <div className={classes.bar} role="group" aria-label={t('filter.chosen')}>
          {chipsOf(filter, known).map(({ key, field, word, rest }) => (
            <Button
              key={key}
              className={classes.chip}
              size="compact-xs"
              variant="default"
              rightSection={<IconX size={12} aria-hidden />}
              aria-label={t('filter.remove', { field, value: word })}
              onClick={() => show(rest)}
            >
              <bdi>
                {field}: {word}
              </bdi>
            </Button>
          ))}
          {narrowed && (
            <Button size="compact-xs" variant="subtle" onClick={() => show(filter.text === undefined ? {} : { text: filter.text })}>
              {t('filter.clear')}
            </Button>
          )}
          <span className={classes.keep}>
            {opened && altered && (
              <Button size="compact-xs" leftSection={<IconDeviceFloppy size={13} aria-hidden />} onClick={update} loading={save.isPending}>
                {t('filter.update')}
              </Button>
            )}
            {altered && (
              <Button size="compact-xs" variant="light" leftSection={<IconBookmark size={13} aria-hidden />} onClick={() => naming.open()}>
                {opened ? t('filter.saveNew') : t('filter.save')}
              </Button>
            )}
          </span>
        </div>
      )}
      <FilterPanel opened={filtering} onClose={onFiltered} filter={filter} known={known} onChange={show} />
      <WordDialog dialog={naming} title={t('filter.saveTitle')}>
        <NameForm name="" call={keep} onDone={naming.close} />
      </WordDialog>
    </>
  )
}

interface Chip {
  key: string
  field: string
  word: string
  /** The filter without it. */
  rest: TicketFilter
}

/** Each chosen value by itself. */
function chipsOf(filter: TicketFilter, known: Known): Chip[] {
  const { t } = known
  const choices = CHOICES.flatMap(({ name, options }) => {
    const offered = options(known)
    const values: readonly string[] = filter[name] ?? []
    return values.map((value): Chip => {
      const others = values.filter((other) => other !== value)
      return {
        key: `${name} ${value}`,
        field: t(`filter.field.${name}`),
        word: offered.find((option) => option.value === value)?.label ?? t('vocabulary.unknown'),
        rest: others.length === 0 ? without(filter, name) : { ...filter, [name]: others },
      }
    })
  })
  const periods = PERIODS.flatMap(({ name, from, to }) =>
    ([from, to] as const).flatMap((bound): Chip[] => {
      const at = filter[bound]
      if (at === undefined) return []
      const day = shortDay(dayOf(at, bound === to), document.documentElement.lang)
      return [
        {
          key: bound,
          field: t(`filter.field.${name}`),
          word: bound === to ? t('filter.toDay', { day }) : t('filter.fromDay', { day }),
          rest: without(filter, bound),
        },
      ]
    }),
  )
  return [...choices, ...periods]
}
