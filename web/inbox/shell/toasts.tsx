import { useMediaQuery } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import classes from './toasts.module.css'

/** Short words on what was done, where nothing stands that one needs just then: beside the page, on a phone over the bar. */
export function Toasts() {
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  return <Notifications position={narrow ? 'top-center' : 'bottom-left'} limit={3} containerWidth={264} classNames={{ root: classes.toasts ?? '' }} />
}
