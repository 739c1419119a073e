// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Implementation of the facade's tests
/// @notice Shows whose storage it writes, what it received, and how it fails.
contract TestImplementation {
    error Refused(uint256 code, string why);

    uint256 public stored;

    event Received(address indexed sender, uint256 value);

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    function newName(address who) external view returns (uint256, address, address) {
        return (stored, who, msg.sender);
    }

    function store(uint256 value) external payable returns (uint256 paid) {
        stored = value;
        return msg.value;
    }

    function refuse(uint256 code) external pure {
        revert Refused(code, "because");
    }

    /// @notice The data this was called with, selector included.
    fallback(bytes calldata data) external payable returns (bytes memory) {
        return data;
    }
}
