import type { components } from '../../api/schema'

type Schemas = components['schemas']

export type WidgetConfig = Schemas['WidgetConfig']
export type Author = Schemas['Author']
export type Entry = Schemas['Entry']
export type EntryPage = Schemas['EntryPage']
export type Operation = Schemas['Operation']
export type Attachment = Schemas['Attachment']
export type TranscriptWish = Schemas['TranscriptWish']
export type NewConversation = Schemas['NewConversation']
export type StartedConversation = Schemas['StartedConversation']
export type Conversation = Schemas['Conversation']
export type ApiError = Schemas['Error']
export type Locale = Schemas['Locale']
