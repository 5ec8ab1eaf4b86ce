/**
 * Two short tones. Browsers allow sound only after the customer has used the frame; before that it
 * stays silent.
 */
export function createRing(): () => void {
  let context: AudioContext | undefined
  return () => {
    try {
      context ??= new AudioContext()
      if (context.state === 'suspended') void context.resume().catch(() => undefined)
      for (const [offset, frequency] of [
        [0, 660],
        [0.14, 880],
      ] as const) {
        const at = context.currentTime + offset
        const tone = context.createOscillator()
        const volume = context.createGain()
        tone.frequency.value = frequency
        volume.gain.setValueAtTime(0, at)
        volume.gain.linearRampToValueAtTime(0.12, at + 0.02)
        volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3)
        tone.connect(volume).connect(context.destination)
        tone.start(at)
        tone.stop(at + 0.3)
      }
    } catch {
      // A device without sound.
    }
  }
}
