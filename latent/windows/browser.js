/* Added to matplotlib's script: the window fills the page, as it fills a window on the desktop. */
/* global mpl */
(function () {
    'use strict';
    var LEAST_WIDTH = 400;
    var LEAST_HEIGHT = 300;
    var BORDER = 2; // of the canvas, both sides together
    var BROWSERS_OWN_KEYS = [' ', 'Backspace', "'", '/'];
    var figure = mpl.figure.prototype;
    var takeSize = figure.handle_resize;
    var takeLabel = figure.handle_figure_label;

    function fill(fig) {
        var page = document.documentElement;
        var width = Math.max(page.clientWidth - BORDER, LEAST_WIDTH);
        var height = Math.max(page.clientHeight - BORDER, LEAST_HEIGHT);
        fig.canvas_div.style.width = width + 'px';
        fig.canvas_div.style.height = height + 'px';
    }

    figure._canvas_extra_style = function (canvasDiv) {
        var fig = this;
        var style = document.createElement('style');
        style.textContent =
            'html, body { height: 100%; margin: 0; overflow: hidden; }' +
            'body div { margin: 0 !important; padding: 0 !important; vertical-align: top; }' +
            '.ui-dialog-titlebar, .mpl-toolbar { display: none !important; }';
        document.head.appendChild(style);
        // The wheel enlarges the map, and must not scroll the page as well.
        canvasDiv.addEventListener(
            'wheel',
            function (event) {
                event.preventDefault();
            },
            { passive: false }
        );
        window.addEventListener('resize', function () {
            fill(fig);
        });
    };

    // The first size is that of the desktop's window; the page has its own.
    figure.handle_resize = function (fig, message) {
        takeSize(fig, message);
        if (message.forward) {
            fill(fig);
        }
    };

    figure.handle_figure_label = function (fig, message) {
        takeLabel(fig, message);
        document.title = message.label;
    };

    // Else a browser scrolls the page, goes back or searches.
    figure._key_event_extra = function (event) {
        var hasModifier = event.ctrlKey || event.altKey || event.metaKey;
        if (!hasModifier && BROWSERS_OWN_KEYS.indexOf(event.key) >= 0) {
            event.preventDefault();
        }
    };
})();
