/** One style sheet for every page: readable at phone width, in light and dark. */
export const STYLE = `:root { color-scheme: light dark; --quiet: light-dark(#5a5f66, #a2a8b0); --line: light-dark(#d9dce0, #3a3f45) }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1, h2, h3 { line-height: 1.2; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem }
section { border-top: 1px solid var(--line) }
.quiet { color: var(--quiet); font-size: .9rem }
a { color: inherit }
:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px }
`;
