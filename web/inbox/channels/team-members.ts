/** The people of a team who aren't chosen yet and can be. */
export function missingOf(team: readonly string[], chosen: readonly string[], known: readonly string[]): string[] {
  return team.filter((id) => known.includes(id) && !chosen.includes(id))
}
