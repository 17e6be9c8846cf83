#include "swa/open.h"

FILE *
swa_open_to_read(const char *path)
{
	return fopen(path, "rb");
}
