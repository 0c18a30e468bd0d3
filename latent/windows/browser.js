/* The page of a window: shows the frames that it is sent, one after another, says of each that it
   is shown, and tells what mouse and keys do. frames.py says how an update is written, and
   browser_messages.py what is told. */
(function () {
    'use strict';
    const LEAST_WIDTH = 400;
    const LEAST_HEIGHT = 300;
    const MILLISECONDS_BETWEEN_TRIES = 1000;
    const MILLISECONDS_WITHOUT_WORDS = 400;
    const IS_DRAWN = 'the window is being drawn …';
    const IS_CUT = 'no connection to the window, trying again …';
    // Else a browser scrolls the page, goes back or searches.
    const BROWSERS_OWN_KEYS = [' ', 'Backspace', "'", '/'];
    const AS_THEY_ARE = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' };
    const BUTTONS = [1, 2, 3, 8, 9]; // matplotlib's numbers of them
    const NO_FRAME = 0;
    const canvas = document.querySelector('canvas');
    const context = canvas.getContext('2d', { alpha: false });
    const notice = document.querySelector('p');
    let socket;
    let shown; // the number of the frame that is on the canvas
    let frames = Promise.resolve();
    const heldKeys = new Set();

    function connect() {
        const address = new URL('socket' + location.search, location.href);
        address.protocol = 'ws:';
        const mine = (socket = new WebSocket(address));
        mine.binaryType = 'arraybuffer';
        shown = NO_FRAME;
        mine.onopen = function () {
            say('');
            sendSize();
            sayIfNothingComes(mine);
        };
        mine.onmessage = function (event) {
            frames = frames.then(() => show(mine, event.data)).catch(() => lose(mine));
        };
        mine.onclose = function () {
            say(IS_CUT);
            setTimeout(connect, MILLISECONDS_BETWEEN_TRIES);
        };
        sayIfNothingComes(mine);
    }

    function sayIfNothingComes(from) {
        const isWaiting = () => from === socket && shown === NO_FRAME && notice.hidden;
        setTimeout(() => isWaiting() && say(IS_DRAWN), MILLISECONDS_WITHOUT_WORDS);
    }

    function say(words) {
        notice.textContent = words;
        notice.hidden = words === '';
    }

    function send(type, content) {
        if (socket.readyState === WebSocket.OPEN) {
            socket.send(JSON.stringify({ type, ...content }));
        }
    }

    // Frames.

    async function show(from, data) {
        const view = new DataView(data);
        let at = 0;
        function next() {
            at += 4;
            return view.getUint32(at - 4, true);
        }
        const [number, needed, width, height, count] = [next(), next(), next(), next(), next()];
        const places = Array.from({ length: count }, () => [next(), next(), next()]);
        const pictures = await Promise.all(
            places.map(([left, top, length]) => {
                const bytes = new Uint8Array(data, at, length);
                at += length;
                return createImageBitmap(new Blob([bytes], { type: 'image/png' }), AS_THEY_ARE);
            })
        );
        if (from !== socket) {
            return; // of a connection that has ended meanwhile
        }
        if (needed !== NO_FRAME && needed !== shown) {
            send('lost');
            return;
        }
        if (canvas.width !== width || canvas.height !== height) {
            canvas.width = width;
            canvas.height = height;
        }
        canvas.style.width = width / devicePixelRatio + 'px';
        canvas.style.height = height / devicePixelRatio + 'px';
        pictures.forEach((picture, k) => {
            context.drawImage(picture, places[k][0], places[k][1]);
            picture.close();
        });
        if (shown === NO_FRAME) {
            canvas.style.visibility = 'visible';
            say('');
        }
        shown = number;
        send('shown', { frame: number });
    }

    function lose(from) {
        setTimeout(() => from === socket && send('lost'), MILLISECONDS_BETWEEN_TRIES);
    }

    // The page's size.

    function sendSize() {
        const page = document.documentElement;
        send('size', {
            width: Math.floor(Math.max(page.clientWidth, LEAST_WIDTH) * devicePixelRatio),
            height: Math.floor(Math.max(page.clientHeight, LEAST_HEIGHT) * devicePixelRatio),
            ratio: devicePixelRatio,
        });
    }

    // A page that goes to another screen can be as large there, but of more pixels.
    function watchRatio() {
        const ratio = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
        ratio.addEventListener('change', () => (sendSize(), watchRatio()), { once: true });
    }

    // Mouse and keys.

    function modifiersOf(event) {
        const held = { ctrl: event.ctrlKey, alt: event.altKey };
        Object.assign(held, { shift: event.shiftKey, super: event.metaKey });
        return Object.keys(held).filter((name) => held[name]);
    }

    function sendPointer(type, event, content) {
        if (shown === NO_FRAME) {
            return; // nobody points at what is not there
        }
        const place = canvas.getBoundingClientRect();
        const scale = canvas.width / place.width;
        const x = (event.clientX - place.left) * scale;
        const y = (event.clientY - place.top) * scale;
        send(type, { x, y, modifiers: modifiersOf(event), ...content });
    }

    function sendButton(type, event, content) {
        const button = BUTTONS[event.button];
        if (button !== undefined) {
            sendPointer(type, event, { button, ...content });
        }
    }

    function pressKey(event) {
        const modifiers = modifiersOf(event);
        if (modifiers.every((name) => name === 'shift') && BROWSERS_OWN_KEYS.includes(event.key)) {
            event.preventDefault();
        }
        if (event.key) {
            heldKeys.add(event.key);
            send(event.repeat ? 'key_repeat' : 'key_press', { key: event.key, modifiers });
        }
    }

    function releaseKey(key, modifiers) {
        if (heldKeys.delete(key)) {
            send('key_release', { key, modifiers });
        }
    }

    // A drag goes on outside of the window, where the canvas hears nothing.
    window.addEventListener('mousemove', (event) => sendPointer('motion_notify', event));
    window.addEventListener('mouseup', (event) => sendButton('button_release', event));
    canvas.addEventListener('mousedown', function (event) {
        const isDouble = event.detail > 0 && event.detail % 2 === 0;
        sendButton('button_press', event, { is_double: isDouble });
    });
    canvas.addEventListener(
        'wheel',
        function (event) {
            event.preventDefault();
            if (event.deltaY !== 0) {
                sendPointer('scroll', event, { step: event.deltaY < 0 ? 1 : -1 });
            }
        },
        { passive: false }
    );
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    document.documentElement.addEventListener('mouseenter', (event) =>
        sendPointer('figure_enter', event)
    );
    document.documentElement.addEventListener('mouseleave', () => send('figure_leave'));
    window.addEventListener('keydown', pressKey);
    window.addEventListener('keyup', (event) => releaseKey(event.key, modifiersOf(event)));
    // What is released elsewhere is never heard of.
    window.addEventListener('blur', () => heldKeys.forEach((key) => releaseKey(key, [])));
    window.addEventListener('resize', sendSize);
    watchRatio();
    connect();
})();
