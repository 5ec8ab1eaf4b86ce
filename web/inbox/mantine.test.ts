import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// mantine.css names the styles of the components in use, and no others: all of them would be half of what a first visit loads.

const here = import.meta.dirname
const core = join(here, '../node_modules/@mantine/core')
const ALWAYS = ['baseline', 'default-css-variables', 'global']

const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })

/** The components that our sources take from Mantine by name. */
function used(): Set<string> {
  const names = new Set<string>(['Notification']) // what @mantine/notifications shows
  for (const file of filesIn(here).filter((name) => /\.tsx?$/.test(name))) {
    const source = readFileSync(join(here, file), 'utf8')
    for (const [, list] of source.matchAll(/import (?:type )?\{([^}]*)\} from '@mantine\/core'/g))
      for (const name of list!.split(',')) names.add(name.trim().replace(/^type /, '').replace(/ as .*/, ''))
  }
  return names
}

/** The stylesheets that a module of Mantine's needs: each component's has its name, and stands beside it. */
function needed(module: string, seen: Set<string>, sheets: Set<string>): void {
  if (seen.has(module)) return
  seen.add(module)
  const sheet = /(\w+)\.module\.mjs$/.exec(module)?.[1]
  if (sheet) return void sheets.add(sheet)
  for (const [, path] of readFileSync(module, 'utf8').matchAll(/(?:from |import )"(\.[^"]+\.mjs)"/g)) needed(resolve(dirname(module), path!), seen, sheets)
}

function expected(): string[] {
  const sheets = new Set<string>()
  const seen = new Set<string>()
  const names = used()
  for (const module of filesIn(join(core, 'esm/components')))
    if (names.has(/(\w+)\.mjs$/.exec(module)?.[1] ?? '')) needed(join(core, 'esm/components', module), seen, sheets)
  return [...sheets].filter((sheet) => existsSync(join(core, 'styles', `${sheet}.css`)))
}

test('the stylesheets of the components in use are loaded, in Mantine’s order', () => {
  const all = readFileSync(join(core, 'styles.css'), 'utf8')
  const place = (sheet: string) => all.indexOf(/\.m_[0-9a-f]+/.exec(readFileSync(join(core, 'styles', `${sheet}.css`), 'utf8'))![0])
  const want = [...ALWAYS, ...expected().sort((a, b) => place(a) - place(b))]
  const have = [...readFileSync(join(here, 'mantine.css'), 'utf8').matchAll(/@mantine\/core\/styles\/([\w-]+)\.css/g)].map(([, sheet]) => sheet)
  expect(have).toEqual(want)
})
