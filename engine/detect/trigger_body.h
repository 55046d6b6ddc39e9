/* The events of some blocks at once: included by trigger.c once a width, with
 *   NAME    the function            TARGET  its attribute, or nothing
 *   VECTOR  a register of blocks, which C's own operators work on, of which LANES are one
 *   FLAGS(v) a bit a block: it is not 0
 */
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define LOAD JOIN(NAME, _load)
#define PUT JOIN(NAME, _put)
#define RUN JOIN(NAME, _run)
#define IDS JOIN(NAME, _ids)

TARGET static inline VECTOR LOAD(const uint64_t *at) {
  VECTOR v;
  memcpy(&v, at, sizeof v);
  return v;
}

TARGET static inline VECTOR PUT(uint64_t *at, VECTOR events, VECTOR any) {
  memcpy(at, &events, sizeof events);
  return any | events;
}

/* The class `n` places further on: bits of the next block come in. */
#define AHEAD(here, next, n) ((here) >> (n) | (next) << (64 - (n)))

/* Places where a run of `len` (a power of two) and more goes on: run lengths double. */
TARGET static inline VECTOR RUN(VECTOR here, VECTOR next, unsigned len) {
  for (unsigned n = 1; n < len; n *= 2) {
    here &= AHEAD(here, next, n);
    next &= next >> n;
  }
  return here;
}

/* Words that begin like an id: one to seven letters with a digit behind, one to four capitals, a joint and a digit, one or two
 * digits and a letter, or eight capitals. */
TARGET static inline VECTOR IDS(const nw_masks *m, size_t b) {
  const VECTOR D = LOAD(&m->digit[b]), Dn = LOAD(&m->digit[b + 1]), A = LOAD(&m->alpha[b]), An = LOAD(&m->alpha[b + 1]);
  const VECTOR U = LOAD(&m->upper[b]), Un = LOAD(&m->upper[b + 1]);
  VECTOR letters = A, capitals = U, found = D & (AHEAD(A, An, 1) | (AHEAD(D, Dn, 1) & AHEAD(A, An, 2)));
  for (unsigned n = 1; n <= 7; n++) {
    found |= letters & AHEAD(D, Dn, n);
    letters &= AHEAD(A, An, n);
    if (n > 4) continue;
    found |= capitals & AHEAD(D, Dn, n + 1);
    capitals &= AHEAD(U, Un, n);
  }
  return found | RUN(U, Un, 8);
}

TARGET static inline void JOIN(NAME, _at)(nw_events *e, const uint64_t *wanted, const nw_masks *m, size_t b) {
  const VECTOR D = LOAD(&m->digit[b]), Dn = LOAD(&m->digit[b + 1]), A = LOAD(&m->alpha[b]), An = LOAD(&m->alpha[b + 1]);
  const VECTOR J = LOAD(&m->join[b]), Jn = LOAD(&m->join[b + 1]), C = LOAD(&m->colon[b]), Cn = LOAD(&m->colon[b + 1]);
  const VECTOR S = LOAD(&m->link[b]), Sn = LOAD(&m->link[b + 1]);
  const VECTOR alnum = D | A, alnum_before = LOAD(&m->digit[b - 1]) | LOAD(&m->alpha[b - 1]), J_before = LOAD(&m->join[b - 1]);
  const VECTOR after_alnum = alnum << 1 | alnum_before >> 63, after_join = J << 1 | J_before >> 63;
  const VECTOR A1 = AHEAD(A, An, 1), D2 = AHEAD(D, Dn, 2), D3 = AHEAD(D, Dn, 3);
  /* No number goes on behind a colon. Where nobody knows yet, a byte is of all classes, and so no colon here. */
  const VECTOR K = C & ~D, Kn = Cn & ~Dn, K1 = AHEAD(K, Kn, 1), K2 = K1 | AHEAD(K, Kn, 2), K3 = K2 | AHEAD(K, Kn, 3);
  const VECTOR near = (D2 & ~K1) | (D3 & ~K2) | (AHEAD(D, Dn, 4) & ~K3) |
                      (AHEAD(D, Dn, 1) & AHEAD(D, Dn, 5) & ~(K3 | AHEAD(K, Kn, 4)));
  const VECTOR digits = D & ~after_alnum & near;
  const VECTOR at = LOAD(&m->at[b]), C_before = LOAD(&m->colon[b - 1]), E = LOAD(&m->equal[b]), E_before = LOAD(&m->equal[b - 1]);
  const VECTOR after_colon = C << 1 | C_before >> 63, after_equal = E << 1 | E_before >> 63, token = alnum | J;
  VECTOR any = D ^ D, sifted = any;
#define EVENTS(kind, formula) \
  if (wanted[kind]) any = PUT(&e->of[kind][b], formula, any)
#define SIFTED(kind, formula) \
  if (wanted[kind]) sifted = PUT(&e->of[kind][b], formula, sifted)
  EVENTS(NW_TRIGGER_AT, at & ~(at << 1 | LOAD(&m->at[b - 1]) >> 63));
  EVENTS(NW_TRIGGER_DIGITS, digits);
  EVENTS(NW_TRIGGER_COLONS, C & ~after_colon &
                              (AHEAD(C, Cn, 1) | AHEAD(C, Cn, 2) | AHEAD(C, Cn, 3) | AHEAD(C, Cn, 4) | AHEAD(C, Cn, 5)));
  EVENTS(NW_TRIGGER_SCHEME, C & AHEAD(S, Sn, 1) & AHEAD(S, Sn, 2));
  SIFTED(NW_TRIGGER_DOT, LOAD(&m->dot[b]) & after_alnum & A1 & AHEAD(A, An, 2));
  EVENTS(NW_TRIGGER_COUNTRY, A & ~after_alnum & A1 & D2 & D3);
  SIFTED(NW_TRIGGER_TOKEN, token & ~(after_alnum | after_join) & RUN(token, Dn | An | Jn, NW_TOKEN_BYTES));
  EVENTS(NW_TRIGGER_ID, alnum & ~after_alnum & ~digits & IDS(m, b));
  SIFTED(NW_TRIGGER_ASSIGN, (C | E) & ~(after_colon | after_equal));
  EVENTS(NW_TRIGGER_DASHES, J & ~after_join & AHEAD(J, Jn, 1) & AHEAD(J, Jn, 2) & AHEAD(J, Jn, 3) & AHEAD(J, Jn, 4));
  SIFTED(NW_TRIGGER_NUMBER, D & ~after_alnum);
#undef EVENTS
#undef SIFTED
  any = PUT(&e->any[b], any, any);
  e->some |= FLAGS(any) << b;
  e->sifted |= FLAGS(sifted) << b;
}

/* Places `b` and on, as many registers as `blocks` fill. Returns the first place behind. */
TARGET static size_t NAME(nw_events *e, const uint64_t *wanted, const nw_masks *m, size_t b, size_t blocks) {
  for (; b + LANES <= blocks + 1; b += LANES) JOIN(NAME, _at)(e, wanted, m, b);
  return b;
}
#undef JOIN2
#undef JOIN
#undef LOAD
#undef PUT
#undef RUN
#undef IDS
#undef AHEAD
#undef NAME
#undef LANES
#undef FLAGS
#undef TARGET
#undef VECTOR
