/** Where the pages of the automatic actions are. */
export const RULES_PATH = '/rules'
export const NEW_RULE_PATH = `${RULES_PATH}/new`

export function rulePath(id: string): string {
  return `${RULES_PATH}/${id}`
}

export function ruleLogPath(id: string): string {
  return `${rulePath(id)}/log`
}
