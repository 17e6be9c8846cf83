/* Run a fuzz target over files, as an ordinary test and to look into a finding. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (4u << 20)

int
main(int argc, char **argv)
{
	uint8_t *data = malloc(INPUT_MAX);

	if (data == NULL)
		return 1;
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		size_t size;

		if (file == NULL) {
			perror(argv[i]);
			free(data);
			return 1;
		}
		size = fread(data, 1, INPUT_MAX, file);
		(void)fclose(file);
		(void)LLVMFuzzerTestOneInput(data, size);
	}
	(void)printf("%d inputs\n", argc - 1);
	free(data);
	return 0;
}
