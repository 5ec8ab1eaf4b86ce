import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import i18next from 'i18next'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, test } from 'vitest'
import { Router } from 'wouter'
import { keys } from '../api/queries'
import type { Inbox, Vocabulary } from '../api/types'
import pl from '../lang/pl.json'
import { InboxLinks } from './inbox-links'

beforeAll(() => i18next.init({ lng: 'pl', resources: { pl: { translation: pl } } }))

function drawn(inboxes: Inbox[], path: string, search = ''): string {
  const queries = new QueryClient()
  queries.setQueryData<Vocabulary>(keys.vocabulary, { statuses: [], tags: [], teams: [], contexts: [], inboxes })
  return renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <Router base="/inbox" ssrPath={`/inbox${path}`} ssrSearch={search}>
        <InboxLinks />
      </Router>
    </QueryClientProvider>,
  )
}

const links = (html: string) =>
  [...html.matchAll(/<a ([^>]*)>.*?<span[^>]*>([^<]*)<\/span><\/a>/g)].map(([, attributes = '', name]) => [
    name,
    /href="([^"]*)"/.exec(attributes)?.[1],
    attributes.includes('aria-current="page"'),
  ])
const box = (id: string, name: string): Inbox => ({ id, name, position: 1, channels: [] })

test('each inbox leads to its tickets, and the one that is shown says so', () => {
  const html = drawn([box('a', 'Marka A'), box('b', 'Marka B')], '/all', 'inbox=b')
  expect(links(html)).toEqual([
    ['Marka A', '/inbox/all?inbox=a', false],
    ['Marka B', '/inbox/all?inbox=b', true],
  ])
  expect(html).toContain('Skrzynki')
})

test('on another page none is shown', () => {
  expect(drawn([box('a', 'Marka A')], '/mine', 'inbox=a')).not.toContain('aria-current')
})

test('a company without inboxes has no such group', () => {
  expect(drawn([], '/all')).toBe('')
})
