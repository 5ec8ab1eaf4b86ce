import type { ChannelDraft } from '../api/types'

/** What every section of the editor gets. */
export interface SectionProps {
  draft: ChannelDraft
  change: (patch: Partial<ChannelDraft>) => void
  /** What the server found wrong with a field, in words. */
  problem: (field: string) => string | undefined
}
