/**
 * Scrolls the column that `body` stands in, so that it begins right below its `head`, which sticks. Not scrollIntoView: that
 * moves the page around the column, too.
 */
export function jumpTo(body: HTMLElement, head: HTMLElement): void {
  let column = body.parentElement
  while (column && !/auto|scroll/.test(getComputedStyle(column).overflowY)) column = column.parentElement
  if (!column) return
  const top = (element: HTMLElement) => element.getBoundingClientRect().top
  column.scrollTop += top(body) - top(column)
  column.scrollTop -= head.getBoundingClientRect().bottom - top(body)
}
