import { useMailSettings } from './mail'
import { MailForm } from './mail-form'
import { WhenRead } from './when-read'

/** The server that sends the company's mail. */
export function MailPage() {
  return (
    <WhenRead query={useMailSettings()} fields={4}>
      {(saved, anew) => <MailForm saved={saved} onRemoved={anew} />}
    </WhenRead>
  )
}
