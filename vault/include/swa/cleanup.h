/*
 * Small annotations shared by every module.
 *
 * SWA_CLEANUP(fn) ends an owned variable when its scope is left.  The variable
 * is set to NULL at birth; ownership is handed over by copying the pointer out
 * and setting the variable to NULL.  Destructors named ...p take a pointer to
 * the variable, accept NULL in it, and exist for this attribute alone.
 */
#ifndef SWA_CLEANUP_H
#define SWA_CLEANUP_H

#define SWA_CLEANUP(fn) __attribute__((cleanup(fn)))
#define SWA_MUST_CHECK __attribute__((warn_unused_result))
#ifdef __MINGW32__ /* where "printf" are the formats of Microsoft's library, which is not the one called */
#define SWA_PRINTF(text, first) __attribute__((format(gnu_printf, text, first)))
#else
#define SWA_PRINTF(text, first) __attribute__((format(printf, text, first)))
#endif

#endif
