import type { ChannelDraft, ConfiguredChannel } from '../api/types'
import { type Editing, useEditing } from '../form/use-editing'
import { useCreateChannel, useSaveChannel } from './channels'
import { differing, type Section, tidy } from './sections'

export type ChannelEditing = Editing<ChannelDraft, Section>

/** A chat's settings being edited. `live` is the chat as the server has it now; without it the chat is new. */
export function useChannelEditing(
  initial: ChannelDraft,
  live: ConfiguredChannel | undefined,
  onSaved: (channel: ConfiguredChannel, isNew: boolean) => void,
): ChannelEditing {
  const create = useCreateChannel()
  const replace = useSaveChannel(live?.id ?? '')
  return useEditing(initial, live, {
    tidy,
    differing,
    put: (draft, version) => (version === undefined ? create.mutateAsync(draft) : replace.mutateAsync({ version, draft })),
    onSaved,
  })
}
