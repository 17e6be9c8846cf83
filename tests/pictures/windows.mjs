// Takes docs/pictures/windows-question.png anew: the tray's own question window, under Wine.
//     node tests/pictures/windows.mjs
// The programs must have been built in build/windows/package (packaging/msi/build.sh does).
import * as path from 'node:path';
import { Display } from '../lib/display.mjs';
import { tool } from '../lib/msi.mjs';
import { root } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Wine } from '../lib/wine.mjs';

const build = path.join(root, 'build/windows/package');
const stage = await Stage.create({ bus: false, keyring: false });
try {
	const program = path.join(stage.dir, 'question.exe');
	tool('x86_64-w64-mingw32-gcc', ['-std=c11', '-municode', '-mwindows', '-static', '-DUNICODE', '-D_UNICODE', '-D_WIN32_WINNT=0x0A00', '-fstack-protector-strong',
		'-Iui/win32', '-Ivault/include', '-o', program, 'tests/pictures/windows-question.c',
		...['dialog', 'layout', 'question_window', 'secret_edit', 'text'].map((name) => `ui/win32/${name}.c`),
		path.join(build, 'ui/win32/CMakeFiles/swa-tray.dir/swa-tray.rc.res'), path.join(build, 'vault/libswa_base.a'), 'build/windows/deps/lib/libsodium.a',
		'-lcomctl32', '-lgdi32', '-ladvapi32']);
	stage.own(program);
	const display = await Display.start(stage, { width: 800, height: 600 });
	const wine = await Wine.create({ stage, display: display.name });
	// Wine's own desktop: it draws the frames that Windows would.
	wine.spawn('explorer', ['/desktop=picture,800x600', wine.name(program)]);
	const colours = () => [display.pixel(600, 570), display.pixel(20, 20)];
	await until(() => colours().every((colour) => colour !== 0) && colours()[0] !== colours()[1], { what: 'the question', limit: 60000 });
	// It stands still once two looks show the same.
	let before = Buffer.alloc(0);
	await until(() => {
		const now = Buffer.from(display.pixels().data);
		const same = now.equals(before);
		before = now;
		return same;
	}, { every: 500, what: 'a picture that stands still' });
	display.screenshot(path.join(root, 'docs/pictures/windows-question.png'), { x: 350, y: 380, width: 440, height: 212 });
} finally {
	await stage.close();
}
