/** Names of the couriers whom BaseLinker tells by a code; of others the code has to do. */
const NAMES: Record<string, string> = {
  inpost: 'InPost',
  paczkomaty: 'InPost Paczkomaty',
  allegro: 'Allegro',
  dpd: 'DPD',
  dhl: 'DHL',
  gls: 'GLS',
  ups: 'UPS',
  fedex: 'FedEx',
  tnt: 'TNT',
  pocztapolska: 'Poczta Polska',
  pocztex: 'Pocztex',
  orlen: 'ORLEN Paczka',
  paczkawruchu: 'ORLEN Paczka',
  packeta: 'Packeta',
  ambro: 'Ambro Express',
  geis: 'Geis',
}

export const courierName = (code: string) => NAMES[code.toLowerCase()] ?? code
