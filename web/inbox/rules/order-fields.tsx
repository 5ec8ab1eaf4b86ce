import { Select, Text, Textarea } from '@mantine/core'
import { useOrderWords } from '../baselinker/accounts'
import { useTranslation } from '../lang/translation'
import { type EditedAction, MAX_ORDER_NOTE } from './draft'
import classes from './order-fields.module.css'

interface Props {
  action: EditedAction
  field: string
  onChange: (patch: Partial<EditedAction>) => void
  problem: (field: string) => string | undefined
}

const WHICH = ['newest', 'all', 'source'] as const

/** What an action wants of BaseLinker, and for which of the ticket's orders. */
export function OrderFields(props: Props) {
  const { t } = useTranslation()
  const accounts = useOrderWords()
  if (accounts.data?.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('rules.action.noAccounts')}
      </Text>
    )
  return (
    <>
      {props.action.kind === 'order_status' ? <Status {...props} /> : <Note {...props} />}
      <Which {...props} />
    </>
  )
}

/** A status and whose it is, as one value of a list. */
const valueOf = (account: string, status: number) => `${account} ${status}`

function Status({ action: { account, orderStatus }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  const accounts = useOrderWords().data
  const several = (accounts?.length ?? 0) > 1
  const groups = (accounts ?? []).map(({ id, name, statuses }) => ({
    group: several ? name : '',
    items: statuses.filter(({ gone }) => !gone).map((status) => ({ value: valueOf(id, status.id), label: status.name })),
  }))
  const value = account && orderStatus ? valueOf(account, orderStatus) : null
  const colours = new Map(accounts?.flatMap(({ id, statuses }) => statuses.map((status) => [valueOf(id, status.id), status.color] as const)))
  if (value !== null && !groups.some(({ items }) => items.some((item) => item.value === value)))
    groups.push({ group: '', items: [{ value, label: accounts ? t('rules.action.statusIsGone') : t('loading') }] })
  const dot = (of: string | null) => <span className={classes.dot} style={{ background: (of !== null && colours.get(of)) || undefined }} aria-hidden />
  return (
    <Select
      label={t('rules.action.orderStatus')}
      placeholder={t('rules.action.choose')}
      data-field={`${field}orderStatus`}
      maw={420}
      searchable
      allowDeselect={false}
      leftSection={dot(value)}
      renderOption={({ option }) => (
        <span className={classes.option}>
          {dot(option.value)} {option.label}
        </span>
      )}
      data={several ? groups : groups.flatMap(({ items }) => items)}
      value={value}
      onChange={(picked) => {
        const [id, status] = picked?.split(' ') ?? []
        if (id !== undefined && status !== undefined) onChange({ account: id, orderStatus: Number(status) })
      }}
      nothingFoundMessage={t('property.nothing')}
      error={problem('orderStatus')}
    />
  )
}

function Note({ action: { text = '' }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  return (
    <Textarea
      label={t('rules.action.orderNote')}
      description={t('rules.action.orderNoteHint')}
      data-field={`${field}text`}
      autosize
      minRows={2}
      maxRows={5}
      maw={560}
      maxLength={MAX_ORDER_NOTE}
      value={text}
      onChange={(event) => onChange({ text: event.currentTarget.value })}
      error={problem('text')}
    />
  )
}

function Which({ action: { orders = 'newest', source = '' }, field, onChange, problem }: Props) {
  const { t } = useTranslation()
  const accounts = useOrderWords().data
  const sources = [...new Set([...(accounts?.flatMap((account) => account.sources) ?? []), ...(source === '' ? [] : [source])])].sort()
  return (
    <>
      <Select
        label={t('rules.action.whichOrders')}
        description={t('rules.action.ordersHint')}
        data-field={`${field}orders`}
        maw={420}
        allowDeselect={false}
        data={WHICH.map((which) => ({ value: which, label: t(`rules.action.orders.${which}`) }))}
        value={orders}
        onChange={(picked) => {
          const which = WHICH.find((one) => one === picked)
          if (which) onChange({ orders: which })
        }}
        error={problem('orders')}
      />
      {orders === 'source' && (
        <Select
          label={t('rules.action.orderSource')}
          placeholder={t('rules.action.choose')}
          data-field={`${field}source`}
          maw={420}
          searchable={sources.length > 8}
          allowDeselect={false}
          data={sources}
          value={source === '' ? null : source}
          onChange={(picked) => picked !== null && onChange({ source: picked })}
          nothingFoundMessage={t('property.nothing')}
          error={problem('source')}
        />
      )}
    </>
  )
}
