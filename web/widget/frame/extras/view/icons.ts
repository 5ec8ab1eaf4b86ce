// Paths for Icon.

export const page = 'M13 3H6.5A1.5 1.5 0 0 0 5 4.5v15A1.5 1.5 0 0 0 6.5 21h11a1.5 1.5 0 0 0 1.5-1.5V9ZM13 3v6h6M8.5 13.5h7M8.5 17h5'
export const cross = 'M6 6l12 12M18 6 6 18'
export const arrowDown = 'M12 4v11M7 11l5 5 5-5M5 20h14'
