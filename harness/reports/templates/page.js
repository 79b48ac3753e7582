(() => {
  "use strict"
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)]
  const one = (id) => document.getElementById(id)
  const query = one("query")
  const cards = all(".card")
  const targets = all(".matrix thead th[data-target]").map((each) => each.dataset.target)
  const texts = new Map()
  const outcomes = new Map(all("select[data-key=outcome] option").map((each) => [each.text, each.value]))

  // What needs a script is shown by it, and what stands in its place goes.
  one("find").hidden = false
  all(".copy, .copy-card").forEach((each) => { each.hidden = false })
  all(".needs-script").forEach((each) => { each.hidden = true })
  all("#rows-of-pytest").forEach((each) => { each.hidden = false })
  all("input[data-test-result]").forEach((each) => {
    each.setAttribute("aria-label", "Show what has " + each.dataset.testResult)
  })

  // A search: words, key:value, is:new, "several words"; a - before one leaves out.
  const terms = (text) => [...text.matchAll(/(-?)(?:(target|rule|op|outcome|is):)?(?:"([^"]*)"?|(\S+))/gi)]
    .map((found) => ({
      not: found[1] === "-",
      key: (found[2] || "").toLowerCase(),
      value: (found[3] !== undefined ? found[3] : found[4]).toLowerCase(),
    })).map((term) => (term.key === "outcome" ? Object.assign(term, {value: outcomes.get(term.value) || term.value}) : term))
    .filter((each) => each.value)
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase())
    return texts.get(element)
  }
  const holds = (term, value) => (term.key === "outcome" ?
    value.split(" ").includes(term.value) : value.includes(term.value))
  // A part of the page that has no such thing is not filtered by it.
  const passes = (wanted, data, element) => wanted.every((term) => {
    if (!term.key) return textOf(element).includes(term.value) !== term.not
    const value = data[term.key]
    return value === undefined || holds(term, value.toLowerCase()) !== term.not
  })

  const show = (element, is) => { element.hidden = !is; return is }
  const noneLeft = (section, is) => all(".none-left", section).forEach((each) => { each.hidden = !is })

  const filterCards = (wanted) => {
    const shown = cards.filter((each) =>
      show(each, passes(wanted, Object.assign({is: ""}, each.dataset), each)))
    noneLeft(one("cards"), cards.length && !shown.length)
    return shown.length
  }
  const filterMatrix = (wanted) => {
    const table = document.querySelector(".matrix")
    if (!table) return
    const ofTargets = wanted.filter((each) => each.key === "target")
    const ofCells = wanted.filter((each) => each.key === "outcome")
    const others = wanted.filter((each) => each.key === "rule" || !each.key)
    const columns = targets.map((name) => passes(ofTargets, {target: name}))
    all("thead th[data-target]", table).forEach((each, index) => show(each, columns[index]))
    let left = 0
    for (const row of table.tBodies[0].rows) {
      const words = []
      for (let index = 0; index < columns.length; index += 1) {
        const cell = row.cells[index + 1]
        if (cell.hidden === columns[index]) cell.hidden = !columns[index]
        if (columns[index]) words.push(cell.className.slice(2))
      }
      left += show(row, words.some((each) => each !== "none") &&
        passes(others, row.dataset, row) && passes(ofCells, {outcome: words.join(" ")}))
    }
    noneLeft(one("rules"), !left)
  }
  const filterOperations = (wanted) => {
    const others = wanted.filter((each) => each.key !== "target" && each.key !== "is")
    let left = 0
    for (const part of all(".ops")) {
      const fits = passes(wanted.filter((each) => each.key === "target"), part.dataset)
      const rows = all("tr[data-op]", part)
      const found = rows.filter((row) => show(row, passes(others, row.dataset, row)))
      left += show(part, fits && (found.length > 0 || !others.length))
      all("tbody", part).forEach((each) => show(each, all("tr[data-op]:not([hidden])", each).length))
      if (others.length && found.length && found.length < rows.length) part.open = true
    }
    noneLeft(one("operations"), !left)
  }
  const filterVerdicts = (wanted) => all(".verdicts tr[data-target]").forEach((each) =>
    show(each, passes(wanted.filter((term) => term.key === "target"), each.dataset)))

  // The address holds the search and the card: #card-1234&search=…
  const address = () => {
    const [, card, search] = /^#?(card-[^&]*)?&?(?:search=(.*))?$/s.exec(location.hash) || []
    let text = search || ""
    try { text = decodeURIComponent(text) } catch (error) { /* as it stands */ }
    return {card: card || "", search: text}
  }
  const remember = (card) => {
    const text = query.value.trim()
    const parts = [card, text && "search=" + encodeURIComponent(text)].filter(Boolean)
    try {
      history.replaceState(null, "", parts.length ? "#" + parts.join("&") : location.pathname + location.search)
    } catch (error) { /* a page in a box has no address of its own */ }
  }
  const filter = () => {
    const wanted = terms(query.value)
    const shown = filterCards(wanted)
    filterMatrix(wanted)
    filterOperations(wanted)
    filterVerdicts(wanted)
    one("found").textContent = wanted.length ? shown + " of " + cards.length + " cards" : ""
    all("[data-quick]").forEach((each) => {
      const [key, value] = each.dataset.quick.split(":")
      const isOn = wanted.some((term) => term.key === key && term.value === value && !term.not)
      each.setAttribute("aria-pressed", String(isOn))
    })
    all("#find select").forEach((select) => {
      const chosen = wanted.find((each) => each.key === select.dataset.key && !each.not)
      const option = [...select.options].find((each) => chosen && each.value.toLowerCase() === chosen.value)
      select.value = option ? option.value : ""
    })
  }
  const quoted = (value) => (/[\s"]/.test(value) ? '"' + value.replace(/"/g, "") + '"' : value)
  const only = (key, value) => {
    const rest = query.value.replace(new RegExp("(^|\\s)" + key + ':(?:"[^"]*"?|\\S+)', "gi"), " ")
    query.value = (rest.trim() + (value ? " " + key + ":" + quoted(value) : "")).trim()
    filter()
    remember("")
  }
  query.addEventListener("input", () => { filter(); remember("") })
  all("#find select").forEach((select) => select.addEventListener("change", () =>
    only(select.dataset.key, select.value)))
  all("[data-quick]").forEach((each) => each.addEventListener("click", () => {
    const kept = query.value.trim().split(/\s+/).filter((word) => word !== each.dataset.quick)
    const isOn = each.getAttribute("aria-pressed") === "true"
    query.value = (isOn ? kept : kept.concat(each.dataset.quick)).join(" ").trim()
    filter()
    remember("")
  }))
  one("clear").addEventListener("click", () => { query.value = ""; filter(); remember(""); query.focus() })
  one("find").addEventListener("submit", (event) => event.preventDefault())
  all("[data-only-target]").forEach((each) => each.addEventListener("click", () =>
    only("target", each.dataset.onlyTarget)))

  // Cards: opened by their address, gone through by keys.
  let current = null
  const open = (card) => {
    current = card
    card.querySelector("details").open = true
    card.scrollIntoView({block: "start"})
    card.querySelector("summary").focus({preventScroll: true})
  }
  const step = (by) => {
    const shown = cards.filter((each) => !each.hidden)
    if (!shown.length) return
    const at = shown.indexOf(current)
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by
    if (!shown[next]) return
    open(shown[next])
    remember(current.id)
  }
  const follow = () => {
    const {card, search} = address()
    if (query.value.trim() !== search.trim() && (search || card)) query.value = search
    filter()
    const found = card && cards.find((each) => each.id === card)
    if (found) open(found)
  }
  window.addEventListener("hashchange", follow)

  // Copying: also where a page from a plain http server may not use the clipboard.
  const copy = async (text, told) => {
    let done = false
    try {
      await navigator.clipboard.writeText(text)
      done = true
    } catch (error) {
      const area = document.createElement("textarea")
      area.value = text
      document.body.append(area)
      area.select()
      done = document.execCommand("copy")
      area.remove()
    }
    told(done ? "Copied" : "Could not be copied")
  }
  all(".copy").forEach((button) => {
    const words = button.textContent
    button.addEventListener("click", () => copy(button.parentNode.querySelector("pre").textContent, (told) => {
      button.textContent = told
      setTimeout(() => { button.textContent = words }, 2000)
    }))
  })
  const copyCard = (card) => copy(card.querySelector("template").content.textContent, (told) => {
    card.querySelector(".copied").textContent = told
  })
  all(".copy-card").forEach((button) =>
    button.addEventListener("click", () => copyCard(button.closest(".card"))))

  const keys = one("keys")
  one("show-keys").addEventListener("click", () => keys.showModal())
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur()
      return
    }
    if (keys.open) return
    const does = {
      "/": () => query.focus(), "?": () => keys.showModal(),
      j: () => step(1), n: () => step(1), k: () => step(-1), p: () => step(-1),
      c: () => current && copyCard(current),
    }[event.key]
    if (does) { event.preventDefault(); does() }
  })

  // A print shows every card as a whole.
  let folded = []
  window.addEventListener("beforeprint", () => {
    folded = all(".card details:not([open])")
    folded.forEach((each) => { each.open = true })
  })
  window.addEventListener("afterprint", () => folded.forEach((each) => { each.open = false }))
  follow()
})()
