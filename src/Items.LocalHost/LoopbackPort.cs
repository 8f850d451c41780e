using System.Net;
using System.Net.Sockets;

namespace Items.LocalHost;

/// <summary>A port that listens on loopback addresses. Connections wait until a <see cref="LoopbackServer"/> accepts them.</summary>
internal sealed class LoopbackPort : IDisposable
{
    private LoopbackPort(IReadOnlyList<Socket> sockets) => Sockets = sockets;

    public int Number => NumberOf(Sockets[0]);

    /// <summary>One for each address.</summary>
    public IReadOnlyList<Socket> Sockets { get; }

    /// <summary>The addresses of <c>localhost</c>; many clients try <c>::1</c> first.</summary>
    public static IPAddress[] LocalhostAddresses() =>
        HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    /// <summary>Listens on a free port.</summary>
    public static LoopbackPort ListenOnFree(params ReadOnlySpan<IPAddress> addresses) =>
        Listen(0, option: "", addresses);

    /// <param name="number">0 chooses a free port.</param>
    /// <param name="option">Option of the command line with the number, for messages.</param>
    /// <exception cref="HostError">The port is in use, or the process may not listen on it.</exception>
    public static LoopbackPort Listen(int number, string option, params ReadOnlySpan<IPAddress> addresses)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var address in addresses)
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(address, number == 0 ? NumberOf(sockets[0]) : number));
                // At once: on Linux two processes can bind the same port, but only one of them can listen.
                socket.Listen();
            }

            return new LoopbackPort(sockets);
        }
        catch (SocketException error)
        {
            sockets.ForEach(socket => socket.Dispose());
            bool isInUse = error.SocketErrorCode == SocketError.AddressAlreadyInUse;
            // A port that is free on the first address may be in use on the second.
            return isInUse && number == 0 && sockets.Count > 1 ? Listen(number, option, addresses)
                : isInUse
                    ? throw new HostError(
                        $"port {number} is in use; stop the program that listens on it or choose another with {option}"
                    )
                : throw new HostError($"cannot listen on port {number}: {error.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var socket in Sockets)
        {
            socket.Dispose();
        }
    }

    private static int NumberOf(Socket socket) => ((IPEndPoint?)socket.LocalEndPoint)?.Port ?? 0;

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            // Containers often support the protocol without the address ::1.
            return false;
        }
    }
}
