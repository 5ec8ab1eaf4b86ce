let audio: AudioContext | undefined

const GESTURES = ['pointerdown', 'keydown'] as const

/** Browsers let a page sound only after a touch or key that they count as meant; from then on this is ready. */
function unlock(): void {
  if (!navigator.userActivation.isActive) return
  audio ??= new AudioContext()
  void audio.resume()
  GESTURES.forEach((gesture) => removeEventListener(gesture, unlock))
}
GESTURES.forEach((gesture) => addEventListener(gesture, unlock))

export function canBeep(): boolean {
  return audio?.state === 'running'
}

/** Two short, soft tones; silence where the browser doesn't allow sound yet. */
export function beep(): void {
  if (!audio || audio.state !== 'running') return
  tone(audio, 660, 0)
  tone(audio, 880, 0.14)
}

function tone(context: AudioContext, frequency: number, delay: number): void {
  const start = context.currentTime + delay
  const gain = context.createGain()
  gain.gain.setValueAtTime(0, start)
  gain.gain.linearRampToValueAtTime(0.18, start + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.22)
  gain.connect(context.destination)
  const oscillator = context.createOscillator()
  oscillator.frequency.value = frequency
  oscillator.connect(gain)
  oscillator.start(start)
  oscillator.stop(start + 0.25)
}
