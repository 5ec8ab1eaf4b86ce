import { Alert, Button, Group, NumberInput, SegmentedControl, SimpleGrid, Text } from '@mantine/core'
import { IconContrast } from '@tabler/icons-react'
import { useState } from 'react'
import { contrast } from '../../widget/shared/colour'
import type { Look } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { useTranslation } from '../lang/translation'
import { ColourField } from './colour-field'
import { nearestReadable, readable } from './contrast'
import { MAX_OFFSET } from './draft'
import type { SectionProps } from './fields'

export function LookSection({ draft: { look }, change, problem }: SectionProps) {
  const { t } = useTranslation()
  const set = (patch: Partial<Look>) => change({ look: { ...look, ...patch } })
  return (
    <>
      <div>
        <SimpleGrid type="container" cols={{ base: 1, '420px': 2 }}>
          <ColourField
            label={t('channels.look.primary')}
            description={t('channels.look.primaryHint')}
            field="look.primary"
            value={look.primary}
            onChange={(primary) => set({ primary })}
            error={problem('look.primary')}
          />
          <ColourField
            label={t('channels.look.secondary')}
            description={t('channels.look.secondaryHint')}
            field="look.secondary"
            value={look.secondary}
            onChange={(secondary) => set({ secondary })}
            error={problem('look.secondary')}
          />
        </SimpleGrid>
        {/* Outlives the note, so that its coming is told. */}
        <div role="status">{!readable(look.primary, look.secondary) && <ContrastNote look={look} set={set} />}</div>
      </div>
      <FieldGroup label={t('channels.look.side')} error={problem('look.side')}>
        <SegmentedControl
          data-field="look.side"
          aria-label={t('channels.look.side')}
          value={look.side}
          onChange={(side) => set({ side: side === 'left' ? 'left' : 'right' })}
          data={[
            { value: 'left', label: t('channels.look.left') },
            { value: 'right', label: t('channels.look.right') },
          ]}
        />
      </FieldGroup>
      <OffsetField value={look.offset} onChange={(offset) => set({ offset })} error={problem('look.offset')} />
    </>
  )
}

/** What is wrong with the two colours, and the nearest ones with which it isn't. */
function ContrastNote({ look: { primary, secondary }, set }: { look: Look; set: (patch: Partial<Look>) => void }) {
  const { t, i18n } = useTranslation()
  const betterSecondary = nearestReadable(secondary, primary)
  const betterPrimary = nearestReadable(primary, secondary)
  // Rounded down: 4.49 isn't 4.5.
  const ratio = (Math.floor(contrast(primary, secondary) * 10) / 10).toLocaleString(i18n.language, { minimumFractionDigits: 1 })
  return (
    <Alert mt="sm" color="yellow" variant="light" icon={<IconContrast aria-hidden />} styles={{ message: { color: 'var(--ink)' } }}>
      <Text size="sm">{t('channels.look.contrast', { ratio })}</Text>
      <Group gap="sm" mt="sm">
        <Button size="xs" variant="default" leftSection={<Swatch colour={betterSecondary} />} onClick={() => set({ secondary: betterSecondary })}>
          {t('channels.look.takeSecondary', { colour: betterSecondary })}
        </Button>
        <Button size="xs" variant="default" leftSection={<Swatch colour={betterPrimary} />} onClick={() => set({ primary: betterPrimary })}>
          {t('channels.look.takePrimary', { colour: betterPrimary })}
        </Button>
      </Group>
    </Alert>
  )
}

function Swatch({ colour }: { colour: string }) {
  return <span aria-hidden style={{ width: 14, height: 14, borderRadius: 4, background: colour, border: '1px solid var(--line)' }} />
}

interface OffsetProps {
  value: number
  onChange: (offset: number) => void
  error: string | undefined
}

/** An emptied field is no number: the last one stays, and is back when the field is left. */
function OffsetField({ value, onChange, error }: OffsetProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<number | string>()
  return (
    <NumberInput
      label={t('channels.look.offset')}
      description={t('channels.look.offsetHint')}
      data-field="look.offset"
      maw={220}
      suffix=" px"
      min={0}
      max={MAX_OFFSET}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      value={typed ?? value}
      onChange={(next) => {
        const whole = typeof next === 'number' && next >= 0 && next <= MAX_OFFSET
        setTyped(whole ? undefined : next)
        if (whole) onChange(next)
      }}
      onBlur={() => setTyped(undefined)}
      error={error}
    />
  )
}
