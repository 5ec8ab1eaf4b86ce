import { Select } from '@mantine/core'
import { useElementSize, useLocalStorage } from '@mantine/hooks'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { PreviewMessage, PreviewReady, PreviewView } from '../../widget/preview/protocol'
import type { ChannelDraft } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ColourField } from './colour-field'
import { hexOf } from './contrast'
import { PREVIEW_VIEWS, previewConfig } from './preview-config'
import classes from './preview.module.css'
import { useNextOpening } from './use-next-opening'

/** Where the preview's page is: of this origin, as the messages between the two. */
const ADDRESS = '/widget/preview'

/** On less the widget fills the whole page, as on a phone, and has neither side nor distance: it is drawn smaller instead. */
const NARROWEST_PX = 500

/** The real widget on a sketched shop. Every change is posted as it is made. */
export function Preview({ draft }: { draft: ChannelDraft }) {
  const { t, i18n } = useTranslation()
  const [view, setView] = useState<PreviewView>('form')
  const [kept, setBackground] = useLocalStorage({ key: 'rozmowa.previewBackground', defaultValue: '#ffffff', getInitialValueInEffect: false })
  const background = hexOf(String(kept)) ?? '#ffffff'
  const { nextOpen } = useNextOpening(draft.hours)
  const frame = useRef<HTMLIFrameElement>(null)
  const { ref: shop, width, height } = useElementSize<HTMLDivElement>()
  const scale = width > 0 ? Math.min(1, width / NARROWEST_PX) : 1

  const message: PreviewMessage = {
    type: 'preview',
    config: previewConfig(draft, view, nextOpen),
    view,
    background,
    lang: i18n.language === 'en' ? 'en' : 'pl',
  }
  const text = JSON.stringify(message)
  const latest = useRef(text)
  const post = () => frame.current?.contentWindow?.postMessage(JSON.parse(latest.current), location.origin)

  // In the same frame as the change itself.
  useLayoutEffect(() => {
    latest.current = text
    post()
  }, [text])

  useEffect(() => {
    const onMessage = (event: MessageEvent<PreviewReady | undefined>) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== location.origin) return
      if (event.data?.type === 'preview-ready') post()
    }
    addEventListener('message', onMessage)
    return () => removeEventListener('message', onMessage)
  }, [])

  return (
    <div className={classes.preview}>
      <div className={classes.controls}>
        <Select
          label={t('channels.preview.view')}
          value={view}
          onChange={(chosen) => chosen !== null && setView(chosen)}
          allowDeselect={false}
          data={PREVIEW_VIEWS.map((name) => ({ value: name, label: t(`channels.preview.${name}`) }))}
        />
        <ColourField
          label={t('channels.preview.background')}
          description={t('channels.preview.backgroundHint')}
          value={background}
          onChange={setBackground}
        />
      </div>
      <div ref={shop} className={classes.shop}>
        <iframe
          ref={frame}
          className={classes.frame}
          src={ADDRESS}
          title={t('channels.preview.title')}
          style={{ width: width / scale, height: height / scale, transform: `scale(${scale})` }}
        />
      </div>
    </div>
  )
}
