import type { LanguageModel, LanguageModelDraft } from '../api/types'
import type { Versioned } from '../form/use-editing'

/** The language model as it is edited. */
export interface ModelDraft {
  readonly enabled: boolean
  readonly address: string
  readonly model: string
  /** Undefined: the saved one, which nobody is ever told. */
  readonly key: string | undefined
  /** Seconds; undefined while the field holds no number. */
  readonly patience: number | undefined
}

export type ModelField = keyof ModelDraft

/** In the form's order. */
export const MODEL_FIELDS = ['enabled', 'address', 'model', 'key', 'patience'] as const satisfies readonly ModelField[]

/** The language model as it is saved; version 0: none is. */
export interface ModelSettings extends Versioned<ModelDraft> {
  readonly hasKey: boolean
  /** How it has been since it was saved. */
  readonly answeredAt: string | undefined
  readonly failures: number
  readonly failure: LanguageModel['failure']
  readonly restsUntil: string | undefined
}

/** The server's limits (api/openapi.yaml). */
export const MAX_ADDRESS = 500
export const MAX_MODEL = 200
export const MAX_KEY = 1000
export const MIN_PATIENCE = 1
export const MAX_PATIENCE = 8
/** Of a text to try, like the longest part of a message that is judged. */
export const MAX_TEXT = 4000

const NOTHING: ModelDraft = { enabled: true, address: '', model: '', key: undefined, patience: 5 }

export function modelSettingsOf(model: LanguageModel): ModelSettings {
  const { version, enabled = false, address = '', model: name = '', patience, hasKey = false, answeredAt, failures = 0, failure, restsUntil } = model
  const settings = version === 0 ? NOTHING : { enabled, address, model: name, key: undefined, patience }
  return { version, settings, hasKey, answeredAt, failures, failure, restsUntil }
}

/** As the server keeps it. */
export function tidy(draft: ModelDraft): ModelDraft {
  return { ...draft, address: draft.address.trim().replace(/\/+$/, ''), model: draft.model.trim() }
}

/** The fields in which two drafts mean different things. */
export function differing(a: ModelDraft, b: ModelDraft): ModelField[] {
  const [one, other] = [tidy(a), tidy(b)]
  return MODEL_FIELDS.filter((field) => one[field] !== other[field])
}

/** Whether the saved key may stay: it is handed to no other address. */
export function keepsKey({ hasKey, settings }: ModelSettings, draft: ModelDraft): boolean {
  return hasKey && tidy(draft).address === settings.address
}

/** What is wrong with a draft before anybody is asked: the fields, with the codes that the server uses. */
export function problemsOf(draft: ModelDraft): Partial<Record<ModelField, string>> {
  const { address, model, patience } = tidy(draft)
  return {
    ...(!/^https?:\/\/[^\s/?#@]+[^\s?#@]*$/i.test(address) && { address: 'address' }),
    ...(model === '' && { model: 'empty' }),
    ...((patience === undefined || patience < MIN_PATIENCE || patience > MAX_PATIENCE) && { patience: 'range' }),
  }
}

/** What is sent. Where the saved key may not stay, a field that was left empty means that there is none. */
export function toSend(draft: ModelDraft, saved: ModelSettings, version = saved.version): LanguageModelDraft {
  const { enabled, address, model, key = keepsKey(saved, draft) ? undefined : '', patience = 0 } = tidy(draft)
  return { version, enabled, address, model, patience, ...(key !== undefined && { key }) }
}
