import type { ReactNode, Ref } from 'react'
import classes from './edit-form.module.css'
import { SaveBar } from './save-bar'
import type { Editing } from './use-editing'

interface Props<Draft, Part extends string> {
  editing: Editing<Draft, Part>
  /** Around the fields, to find the one that a refusal is about. */
  fields: Ref<HTMLDivElement>
  /** Whether there is a point in asking the server; points out what is missing. */
  complete: () => boolean
  /** Somebody has deleted what is edited. */
  gone?: boolean
  /** What the button says. */
  label: string
  /** What hinders saving. */
  notes: ReactNode
  children: ReactNode
}

/** A form that fills its place: the fields scroll, what hinders saving and the button stay. */
export function EditForm<Draft, Part extends string>({ editing, fields, complete, gone = false, label, notes, children }: Props<Draft, Part>) {
  const { dirty, saving, conflict, save } = editing
  return (
    <form
      className={classes.form}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty && !saving && !conflict && !gone && complete()) save()
      }}
    >
      <div ref={fields} className={classes.fields}>
        {children}
      </div>
      <SaveBar dirty={dirty} saving={saving} blocked={gone || conflict !== undefined} label={label}>
        {notes}
      </SaveBar>
    </form>
  )
}
