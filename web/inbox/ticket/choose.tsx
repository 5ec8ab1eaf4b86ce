import { Loader, Select, type SelectProps } from '@mantine/core'
import { useTranslation } from '../lang/translation'

interface ChooseProps extends Pick<SelectProps, 'label' | 'description' | 'leftSection' | 'renderOption' | 'disabled'> {
  value: string
  data: { value: string; label: string }[]
  busy: boolean
  onPick: (value: string) => void
}

/** A property with one value of a few. */
export function Choose({ busy, onPick, value, ...rest }: ChooseProps) {
  const { t } = useTranslation()
  return (
    <Select
      {...rest}
      value={value}
      size="xs"
      allowDeselect={false}
      rightSection={busy ? <Loader size={14} aria-label={t('property.saving')} /> : undefined}
      onChange={(picked) => {
        if (picked !== null && picked !== value) onPick(picked)
      }}
    />
  )
}
