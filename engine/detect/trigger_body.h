/* The events of some blocks at once: BLOCKS of text/each_machine.h, which C's own operators work on. */
#define READ NAMED(read)
#define PUT NAMED(put)
#define RUN NAMED(run)
#define IDS NAMED(ids)

enum { NAMED(lanes) = LANES };

TARGET static inline BLOCKS READ(const uint64_t *at) {
  BLOCKS v;
  memcpy(&v, at, sizeof v);
  return v;
}

TARGET static inline BLOCKS PUT(uint64_t *at, BLOCKS events, BLOCKS any) {
  memcpy(at, &events, sizeof events);
  return any | events;
}

/* The class `n` places further on: bits of the next block come in. */
#define AHEAD(here, next, n) ((here) >> (n) | (next) << (64 - (n)))

/* Places where a run of `len` (a power of two) and more goes on: run lengths double. */
TARGET static inline BLOCKS RUN(BLOCKS here, BLOCKS next, unsigned len) {
  for (unsigned n = 1; n < len; n *= 2) {
    here &= AHEAD(here, next, n);
    next &= next >> n;
  }
  return here;
}

/* Words that begin like an id: one to seven letters with a digit behind, one to four capitals, a joint and a digit, one or two
 * digits and a letter, or eight capitals. */
TARGET static inline BLOCKS IDS(const nw_masks *m, size_t b) {
  const BLOCKS D = READ(&m->digit[b]), Dn = READ(&m->digit[b + 1]), A = READ(&m->alpha[b]), An = READ(&m->alpha[b + 1]);
  const BLOCKS U = READ(&m->upper[b]), Un = READ(&m->upper[b + 1]);
  BLOCKS letters = A, capitals = U, found = D & (AHEAD(A, An, 1) | (AHEAD(D, Dn, 1) & AHEAD(A, An, 2)));
  for (unsigned n = 1; n <= 7; n++) {
    found |= letters & AHEAD(D, Dn, n);
    letters &= AHEAD(A, An, n);
    if (n > 4) continue;
    found |= capitals & AHEAD(D, Dn, n + 1);
    capitals &= AHEAD(U, Un, n);
  }
  return found | RUN(U, Un, 8);
}

TARGET static inline void NAMED(events_at)(nw_events *e, const uint64_t *wanted, const nw_masks *m, size_t b) {
  const BLOCKS D = READ(&m->digit[b]), Dn = READ(&m->digit[b + 1]), A = READ(&m->alpha[b]), An = READ(&m->alpha[b + 1]);
  const BLOCKS J = READ(&m->join[b]), Jn = READ(&m->join[b + 1]), C = READ(&m->colon[b]), Cn = READ(&m->colon[b + 1]);
  const BLOCKS S = READ(&m->link[b]), Sn = READ(&m->link[b + 1]);
  const BLOCKS alnum = D | A, alnum_before = READ(&m->digit[b - 1]) | READ(&m->alpha[b - 1]), J_before = READ(&m->join[b - 1]);
  const BLOCKS after_alnum = alnum << 1 | alnum_before >> 63, after_join = J << 1 | J_before >> 63;
  const BLOCKS A1 = AHEAD(A, An, 1), D2 = AHEAD(D, Dn, 2), D3 = AHEAD(D, Dn, 3);
  /* No number goes on behind a colon. Where nobody knows yet, a byte is of all classes, and so no colon here. */
  const BLOCKS K = C & ~D, Kn = Cn & ~Dn, K1 = AHEAD(K, Kn, 1), K2 = K1 | AHEAD(K, Kn, 2), K3 = K2 | AHEAD(K, Kn, 3);
  const BLOCKS near = (D2 & ~K1) | (D3 & ~K2) | (AHEAD(D, Dn, 4) & ~K3) |
                      (AHEAD(D, Dn, 1) & AHEAD(D, Dn, 5) & ~(K3 | AHEAD(K, Kn, 4)));
  const BLOCKS digits = D & ~after_alnum & near;
  const BLOCKS at = READ(&m->at[b]), C_before = READ(&m->colon[b - 1]), E = READ(&m->equal[b]), E_before = READ(&m->equal[b - 1]);
  const BLOCKS after_colon = C << 1 | C_before >> 63, after_equal = E << 1 | E_before >> 63, token = alnum | J;
  BLOCKS any = D ^ D, sifted = any;
#define EVENTS(kind, formula) \
  if (wanted[kind]) any = PUT(&e->of[kind][b], formula, any)
#define SIFTED(kind, formula) \
  if (wanted[kind]) sifted = PUT(&e->of[kind][b], formula, sifted)
  EVENTS(NW_TRIGGER_AT, at & ~(at << 1 | READ(&m->at[b - 1]) >> 63));
  EVENTS(NW_TRIGGER_DIGITS, digits);
  EVENTS(NW_TRIGGER_COLONS, C & ~after_colon &
                              (AHEAD(C, Cn, 1) | AHEAD(C, Cn, 2) | AHEAD(C, Cn, 3) | AHEAD(C, Cn, 4) | AHEAD(C, Cn, 5)));
  EVENTS(NW_TRIGGER_SCHEME, C & AHEAD(S, Sn, 1) & AHEAD(S, Sn, 2));
  SIFTED(NW_TRIGGER_DOT, READ(&m->dot[b]) & after_alnum & A1 & AHEAD(A, An, 2));
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

/* Places 1 … `blocks`, and those that the last register has behind them. */
TARGET static void NAMED(events)(nw_events *e, const uint64_t *wanted, const nw_masks *m, size_t blocks) {
  for (size_t b = 1; b <= blocks; b += LANES) NAMED(events_at)(e, wanted, m, b);
}
#undef READ
#undef PUT
#undef RUN
#undef IDS
#undef AHEAD
