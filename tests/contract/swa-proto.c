/* Print the table of messages as JSON. */
#include "proto.h"

#include <stdio.h>

int
main(void)
{
	struct swa_buf out;
	swa_err err;

	swa_json_setup();
	swa_buf_init(&out, 1u << 20);
	if ((err = swa_proto_describe(&out)) == SWA_OK)
		(void)puts(swa_buf_text(&out));
	else
		(void)fprintf(stderr, "swa-proto: %s\n", swa_err_text(err));
	swa_buf_finish(&out);
	return err == SWA_OK ? 0 : 1;
}
