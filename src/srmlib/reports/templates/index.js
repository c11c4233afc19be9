(() => {
  'use strict'
  // The page is whole without this: it sorts, finds and filters the rows that are there.
  const grid = document.querySelector('.index-grid')
  const controls = document.querySelector('.index-controls')
  const said = controls.querySelector('[role=status]')
  // As the page has them: by name.
  const rows = [...grid.querySelectorAll('.index-supplier')]
  const foot = grid.tFoot
  const byText = new Intl.Collator('en', { sensitivity: 'base' }).compare
  // By what one can sort, and which way comes first.
  const FIRST = { name: 'up', category: 'up', added: 'down', clear_misses: 'down', open_disputes: 'down',
    gap: 'down', buyer_actions: 'down', supplier_actions: 'down', next_on: 'up',
    level: 'down', signs: 'down' }
  const DEFAULT = { key: 'name', way: 'up' }
  let sorted = DEFAULT
  const buttons = {}

  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const texts = new Map(rows.map((row) => [row, plain(row.dataset.find)]))
  const ONLY = {
    clear_misses: (row) => Number(row.dataset.clear_misses) > 0,
    open_disputes: (row) => Number(row.dataset.open_disputes) > 0,
    trouble: (row) => 'trouble' in row.dataset,
  }

  const chosen = () => {
    const form = new FormData(controls)
    return {
      words: plain(form.get('find')).split(/\s+/).filter(Boolean),
      category: form.get('category') || '',
      only: form.getAll('only'),
    }
  }

  // What is not known stands last, whichever way; amounts of different currencies are not compared.
  const compare = (one, other) => {
    const [a, b] = [one, other].map((row) => row.dataset[sorted.key])
    if (a === '' || b === '') return (a === '') - (b === '')
    if (sorted.key === 'added' && one.dataset.currency !== other.dataset.currency)
      return byText(one.dataset.currency, other.dataset.currency)
    return (sorted.key === 'category' ? byText(a, b) : a - b) * (sorted.way === 'up' ? 1 : -1)
  }

  const filter = () => {
    const { words, category, only } = chosen()
    let shown = 0
    for (const row of rows) {
      const isShown =
        words.every((word) => texts.get(row).includes(word)) &&
        (!category || row.dataset.category === category) &&
        only.every((name) => ONLY[name](row))
      row.hidden = !isShown
      shown += isShown
    }
    said.textContent = `${shown} of ${rows.length} shown`
  }

  const order = (key, way) => {
    sorted = { key, way }
    const ordered = [...rows]
    if (key !== DEFAULT.key) ordered.sort(compare)
    else if (way !== DEFAULT.way) ordered.reverse()
    for (const row of ordered) grid.insertBefore(row, foot)
    for (const head of grid.querySelectorAll('th[aria-sort]')) head.removeAttribute('aria-sort')
    for (const button of Object.values(buttons)) delete button.dataset.way
    buttons[key].dataset.way = way
    buttons[key].closest('th').setAttribute('aria-sort', way === 'up' ? 'ascending' : 'descending')
  }

  const keep = () => {
    const { category, only } = chosen()
    const state = new URLSearchParams()
    const find = controls.elements.find.value.trim()
    if (find) state.set('find', find)
    if (category) state.set('category', category)
    for (const name of only) state.append('only', name)
    if (sorted.key !== DEFAULT.key || sorted.way !== DEFAULT.way) {
      state.set('sort', sorted.key)
      state.set('way', sorted.way)
    }
    history.replaceState(null, '', `#${state}`)
  }

  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1))
    controls.elements.find.value = state.get('find') || ''
    const category = controls.elements.category
    if (category) {
      category.value = state.get('category') || ''
      if (category.selectedIndex < 0) category.value = ''
    }
    for (const box of controls.querySelectorAll('[name=only]'))
      box.checked = state.getAll('only').includes(box.value)
    const key = state.get('sort')
    if (Object.hasOwn(buttons, key)) order(key, state.get('way') === 'up' ? 'up' : 'down')
    else order(DEFAULT.key, DEFAULT.way)
    filter()
  }

  const sortBy = (key) => {
    const first = FIRST[key]
    const other = first === 'up' ? 'down' : 'up'
    order(key, sorted.key === key && sorted.way === first ? other : first)
    keep()
  }

  for (const place of grid.querySelectorAll('[data-sort]')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = place.textContent
    button.addEventListener('click', () => sortBy(place.dataset.sort))
    place.replaceChildren(button)
    buttons[place.dataset.sort] = button
  }
  controls.addEventListener('input', () => { filter(); keep() })
  controls.addEventListener('submit', (event) => event.preventDefault())
  controls.addEventListener('reset', () => {
    // The form is empty only after this event.
    setTimeout(() => { order(DEFAULT.key, DEFAULT.way); filter(); keep() })
  })
  // A link within the page is no state of these controls.
  addEventListener('hashchange', () => { if (!document.getElementById(location.hash.slice(1))) restore() })
  controls.hidden = false
  restore()
})()
