import { useModelSettings } from './model'
import { ModelForm } from './model-form'
import { WhenRead } from './when-read'

/** The language model that judges customers' messages. */
export function ModelPage() {
  return (
    <WhenRead query={useModelSettings()} fields={4}>
      {(saved, anew) => <ModelForm saved={saved} onRemoved={anew} />}
    </WhenRead>
  )
}
