import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core'

/** The one accent. Shade 7 on white and white on shade 7 both pass 4.5:1. */
const accent: MantineColorsTuple = [
  '#e9f7f6', '#d3ecea', '#a6d9d5', '#76c5bf', '#4fb4ad', '#369f98', '#1f8b84', '#0b7a75', '#0a6560', '#07514d',
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  fontSmoothing: true,
  headings: { fontWeight: '650' },
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350 } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
    Modal: { defaultProps: { centered: true, radius: 'lg' }, styles: { title: { fontWeight: 650 } } },
    Drawer: { styles: { title: { fontWeight: 650 } } },
  },
})

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'rozmowa.colorScheme' })

/**
 * Sets the colour scheme before the first paint. Mantine's own script for this is inline, which the
 * Content-Security-Policy refuses.
 */
export function applyColorSchemeEarly(): void {
  const chosen = colorSchemeManager.get('auto')
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset['mantineColorScheme'] = dark ? 'dark' : 'light'
}
