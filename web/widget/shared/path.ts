/**
 * A page's path (`location.pathname`) as a chat's list of pages is compared with it: its percent-encoding undone
 * where that gives text, in NFC, without slashes at the end. Equal to CanonicalPath in desk/targeting.go;
 * desk/testdata/targeting.json keeps them so.
 */
export function canonicalPath(pathname: string): string {
  try {
    pathname = decodeURIComponent(pathname)
  } catch {
    // Not UTF-8, or a lone percent sign: it is compared as it stands.
  }
  return pathname.replace(/\/+$/, '').normalize()
}
