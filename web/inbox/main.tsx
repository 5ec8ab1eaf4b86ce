import './mantine.css'
import './app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { startLanguage } from './lang/language'
import { applyColorSchemeEarly } from './theme'

applyColorSchemeEarly()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

startLanguage().then(
  () =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  // No language: both.
  () => (root.textContent = 'Nie udało się wczytać aplikacji. Odśwież stronę. · The application couldn’t be loaded. Reload the page.'),
)
