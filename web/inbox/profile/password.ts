/** The server's limits (desk/agent.go), in characters. */
export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 256
export const MAX_AGENT_NAME = 80

/** What is wrong with a new password before anybody is asked, by the server's code. */
export function passwordProblem(password: string): 'too_short' | 'too_long' | undefined {
  const length = [...password].length
  if (length < MIN_PASSWORD) return 'too_short'
  return length > MAX_PASSWORD ? 'too_long' : undefined
}

/** The same of a person's name. */
export function agentNameProblem(name: string): 'empty' | 'too_long' | undefined {
  const tidy = name.trim()
  if (tidy === '') return 'empty'
  return [...tidy].length > MAX_AGENT_NAME ? 'too_long' : undefined
}
