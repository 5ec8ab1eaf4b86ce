import { Kbd, Modal, Stack, Switch } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { useFocusBack } from '../shell/use-focus-back'
import classes from './help-dialog.module.css'
import { KEY_NAMES, type KeyName, type KeyPlace, KEYS, PLACES } from './keys'
import { useCharacterKeys } from './preference'

/** How a key is written on a keyboard; characters stand for themselves. */
const CAPS: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

/** All keys and what they do, and the switch for those that type a character. */
export default function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [on, change] = useCharacterKeys()
  useFocusBack(opened)
  const cap = (key: string) => (key === ' ' ? t('keys.space') : (CAPS[key] ?? key))
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('keys.title')} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Stack gap="lg">
        <div className={classes.places}>
          {PLACES.map((place) => (
            <section key={place}>
              <h3 className={classes.place}>{t(`keys.place.${place}`)}</h3>
              <dl className={classes.list}>
                {namesIn(place).map((name) => (
                  <div key={name} className={classes.line} data-off={(KEYS[name].character && !on) || undefined}>
                    <dt className={classes.keys}>
                      {KEYS[name].keys.map((key) => (
                        <Kbd key={key}>{cap(key)}</Kbd>
                      ))}
                    </dt>
                    <dd>{t(`keys.does.${name}`)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <Switch
          checked={on}
          onChange={(event) => change(event.currentTarget.checked)}
          label={t('keys.characters')}
          description={t('keys.charactersHint')}
        />
      </Stack>
    </Modal>
  )
}

function namesIn(place: KeyPlace): KeyName[] {
  return KEY_NAMES.filter((name) => (KEYS[name].places as readonly KeyPlace[]).includes(place))
}
