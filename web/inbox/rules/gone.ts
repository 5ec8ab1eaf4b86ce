import type { Colleague, RuleAction, Vocabulary } from '../api/types'
import { useActiveColleagues } from '../people/colleagues'
import { useVocabulary } from '../vocabulary/vocabulary'

/** The actions that are about something that no longer exists. */
export function goneIn(actions: readonly RuleAction[], { statuses, tags, teams }: Pick<Vocabulary, 'statuses' | 'tags' | 'teams'>, people: readonly Pick<Colleague, 'id'>[]): RuleAction[] {
  const listed = (words: readonly { id: string; deleted: boolean }[], value: string) => words.some(({ id, deleted }) => id === value && !deleted)
  const person = (value: string) => people.some(({ id }) => id === value)
  return actions.filter(({ kind, value = '', agents = [] }) => {
    switch (kind) {
      case 'status':
        return !statuses.some(({ key, deleted }) => key === value && !deleted)
      case 'tag_added':
      case 'tag_removed':
        return !listed(tags, value)
      case 'team':
        return !listed(teams, value)
      case 'least_busy':
        return value !== '' && !listed(teams, value)
      case 'agent':
      case 'watcher':
        return !person(value)
      case 'notify':
        return !agents.every(person)
      default:
        return false
    }
  })
}

/** The same with what is known; nothing while that is still asked for. */
export function useGone(actions: readonly RuleAction[]): RuleAction[] {
  const vocabulary = useVocabulary().data
  const people = useActiveColleagues().data
  return vocabulary && people ? goneIn(actions, vocabulary, people) : []
}
