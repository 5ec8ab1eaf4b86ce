import { h } from './dom'

/** A line icon of 24 × 24, drawn from one path; the control around it carries the name. */
export function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

export const minimise = 'm6 9 6 6 6-6'
export const send = 'M4 12 20 4l-5 16-3.5-6.5ZM11.5 13.5 20 4'
export const clip = 'm21 11-9 9a6 6 0 0 1-8.5-8.5l9-9a4 4 0 0 1 5.7 5.7l-9.2 9a2 2 0 0 1-2.8-2.8l8.5-8.4'
export const soundOn = 'M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11'
export const soundOff = 'M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM16 9.5l5 5M21 9.5l-5 5'
export const moon = 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z'
