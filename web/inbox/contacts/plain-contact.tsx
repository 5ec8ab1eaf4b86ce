import type { Contact } from '../api/types'
import edit from '../form/edit-form.module.css'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { Fact } from '../ticket/fact'
import facts from '../ticket/facts.module.css'
import classes from './contacts.module.css'

/** A contact for who may only read. What it hasn't, has no line. */
export function PlainContact({ contact: { name, addresses, note } }: { contact: Contact }) {
  const { t } = useTranslation()
  return (
    <div className={classes.form}>
      <div className={edit.fields}>
        <FieldSection id="contact-data" title={t('contacts.data')}>
          <dl className={facts.list}>
            <Fact label={t('contacts.name')}>{name}</Fact>
            {addresses.length > 0 && (
              <Fact label={t('contacts.addresses')}>
                {addresses.map((address) => (
                  <div key={address}>{address}</div>
                ))}
              </Fact>
            )}
            {note && (
              <Fact label={t('contacts.note')}>
                <span style={{ whiteSpace: 'pre-wrap' }}>{note}</span>
              </Fact>
            )}
          </dl>
        </FieldSection>
      </div>
    </div>
  )
}
