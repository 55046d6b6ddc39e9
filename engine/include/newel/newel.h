/* newel/newel.h - everything. The order of reading: types.h, engine.h, policy.h, guard.h, cascade.h, regress.h, train.h. */
#ifndef NEWEL_NEWEL_H
#define NEWEL_NEWEL_H
#include "newel/cascade.h"
#include "newel/engine.h"
#include "newel/guard.h"
#include "newel/judge.h"
#include "newel/lock.h"
#include "newel/policy.h"
#include "newel/regress.h"
#include "newel/train.h"
#include "newel/types.h"
#endif
