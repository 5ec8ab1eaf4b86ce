/** What the server takes (desk.FileType), in the words of a field for files. */
const TYPES = 'image/png,image/jpeg,image/webp,image/gif,application/pdf'

/**
 * Gives `take` the files that the customer picks, drops on the window or pastes into it; none while some are
 * dragged over it. Returns what opens the browser's own window for picking, which a finger or key must have asked
 * for.
 */
export function takeFiles(take: (files: File[]) => void): () => void {
  const input = document.createElement('input')
  Object.assign(input, { type: 'file', multiple: true, accept: TYPES })
  input.style.display = 'none'
  input.onchange = () => {
    take([...input.files!])
    input.value = '' // the same file can be picked again
  }
  document.body.append(input)

  for (const name of ['dragover', 'drop'] as const) {
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault() // the browser would show the file in the chat's place
      take(name === 'drop' ? [...event.dataTransfer.files] : [])
    })
  }
  addEventListener('paste', (event) => {
    const { files, types } = event.clipboardData!
    // Office programs put a picture of the text beside the text.
    if (!files.length || (types.includes('text/plain') && types.includes('text/html'))) return
    event.preventDefault()
    take([...files])
  })
  return () => input.click()
}
